package graalpywizard.rehearsal;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;

/** Takes away what an engine without all charsets does not have: a JVM has them in its own modules. */
final class Charsets {
    private static final String MAPPING = "com.oracle.graal.python.util.CharsetMapping";

    private Charsets() {
    }

    /** Leaves in GraalPy's table of charsets those that it loads while an engine is built, and no others. */
    static void keepCommon() {
        try {
            Set<?> loaded = Set.copyOf(table("JAVA_CHARSETS").keySet());
            table("CHARSET_NAME_MAP").values().removeIf(name -> !loaded.contains(String.valueOf(name)));
        } catch (ReflectiveOperationException | RuntimeException ignored) {
            // Another GraalPy may have no such tables: then all charsets stay, as docs/rehearsal.md says.
        }
    }

    private static Map<?, ?> table(String name) throws ReflectiveOperationException {
        Field field = Class.forName(MAPPING).getDeclaredField(name);
        field.setAccessible(true);
        return (Map<?, ?>) field.get(null);
    }
}
