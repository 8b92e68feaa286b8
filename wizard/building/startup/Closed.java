package graalpywizard.startup;

import java.lang.reflect.Field;
import sun.misc.Unsafe;

/** Fields of GraalVM's modules, which are closed to reflection; used while building only, where a JVM runs. */
final class Closed {
    private Closed() {
    }

    static Unsafe unsafe() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
