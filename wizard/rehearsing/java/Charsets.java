package graalpywizard.rehearsal;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;

/** Takes away what an engine without all charsets does not have: a JVM has them in its own modules. */
final class Charsets {
    private static final String MAPPING = "com.oracle.graal.python.util.CharsetMapping";

    private Charsets() {
    }

    /**
     * {@code all}: as an engine with -H:+AddAllCharsets has them. Else GraalPy's table of charsets is left with those that
     * it loads while an engine is built. Two come from ICU: its UTF-7 is in every engine, its HZ works in none.
     */
    static void asInTheEngine(boolean all) {
        try {
            Set<?> loaded = Set.copyOf(table("JAVA_CHARSETS").keySet());
            table("CHARSET_NAME_MAP").values().removeIf(name -> !all && !loaded.contains(String.valueOf(name))
                    && !"UTF-7".equals(name) || "HZ".equals(name));
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
