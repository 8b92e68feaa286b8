package graalpywizard.startup;

import com.oracle.graal.python.PythonLanguage;
import com.oracle.graal.python.builtins.objects.module.PythonModule;
import com.oracle.graal.python.runtime.PythonContext;
import com.oracle.graal.python.util.PythonUtils;
import java.io.FileDescriptor;
import java.lang.ref.Cleaner;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipFile;
import sun.misc.Unsafe;

/**
 * What native-image refuses to write into an image heap, in an interpreter that is kept: a line each with the module that
 * reaches it by the fewest steps, else "interpreter", its kind, and the types on the way. On a JVM, as a build takes
 * minutes and names the first alone. The last line says how many objects there were.
 */
public final class RefusedStart {
    private final Graph graph = new Graph();
    private final Unsafe unsafe = graph.unsafe;
    private final Map<Object, Object> from = new IdentityHashMap<>(1 << 20);
    private final Map<Object, String> modules = new IdentityHashMap<>();
    private final ArrayDeque<Object> left = new ArrayDeque<>();

    private RefusedStart() {
    }

    public static void main(String[] arguments) throws Exception {
        RefusedStart walk = new RefusedStart();
        Object polyglot = walk.read(Class.forName("org.graalvm.polyglot.Engine$ImplHolder"), "IMPL", null);
        walk.run(walk.kept(polyglot), System.getProperty("graalpy.wizard.snapshot.modules"));
    }

    private void run(PythonContext python, String names) {
        for (String name : names.split(",")) {
            if (python.getSysModules().getItem(PythonUtils.toTruffleStringUncached(name)) instanceof PythonModule module) {
                modules.put(module, name);
                add(module, module);
            }
        }
        walk();
        modules.put(python, "interpreter");
        from.put(python, python);
        left.add(python);
        walk();
        System.out.println(from.size());
    }

    private void walk() {
        while (!left.isEmpty()) {
            Object object = left.poll();
            if (refused(object)) {
                System.out.println(origin(object) + "\t" + object.getClass().getName() + "\t" + way(object));
            } else if (object instanceof Object[] array) {
                for (Object element : array) {
                    add(element, object);
                }
            } else {
                for (long offset : graph.references(object.getClass())) {
                    add(unsafe.getObject(object, offset), object);
                }
            }
        }
    }

    private static boolean refused(Object object) {
        return object instanceof Random && !(object instanceof ThreadLocalRandom) || object instanceof SplittableRandom
                || object instanceof Thread thread && thread.getState() != Thread.State.NEW && thread.getState() != Thread.State.TERMINATED
                || object instanceof FileDescriptor file && file.valid() && file != FileDescriptor.in && file != FileDescriptor.out && file != FileDescriptor.err
                || object instanceof Buffer buffer && buffer.isDirect()
                || object instanceof Cleanable || object instanceof Cleaner || object instanceof ZipFile
                || object.getClass().getName().equals("jdk.internal.vm.Continuation");
    }

    private void add(Object object, Object parent) {
        if (object == null || object instanceof Class || object instanceof ClassLoader || object instanceof PythonContext
                || object instanceof PythonLanguage || from.containsKey(object)
                || object.getClass().getName().startsWith("com.oracle.truffle.polyglot.")) {
            return;
        }
        Class<?> type = object.getClass();
        if (type.isArray() ? !type.getComponentType().isPrimitive() : !type.isHidden() && !type.isRecord()) {
            from.put(object, parent);
            left.add(object);
        }
    }

    private String origin(Object object) {
        return modules.containsKey(object) ? modules.get(object) : origin(from.get(object));
    }

    private String way(Object object) {
        List<String> found = new ArrayList<>();
        for (Object at = object; !modules.containsKey(at); at = from.get(at)) {
            found.add(0, at.getClass().getSimpleName());
        }
        return String.join(" ", found);
    }

    private PythonContext kept(Object polyglot) throws ReflectiveOperationException {
        Object engine = ((AtomicReference<?>) read(polyglot.getClass(), "preInitializedEngineRef", polyglot)).get();
        Object context = ((AtomicReference<?>) read(engine.getClass(), "preInitializedContext", engine)).get();
        for (Object language : (Object[]) read(context.getClass(), "contexts", context)) {
            Object env = read(language.getClass(), "env", language);
            if (env != null && read(env.getClass(), "context", env) instanceof PythonContext python) {
                return python;
            }
        }
        throw new IllegalStateException("no interpreter was started");
    }

    @SuppressWarnings("deprecation")
    private Object read(Class<?> type, String name, Object owner) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        return owner == null
                ? unsafe.getObject(unsafe.staticFieldBase(field), unsafe.staticFieldOffset(field))
                : unsafe.getObject(owner, unsafe.objectFieldOffset(field));
    }
}
