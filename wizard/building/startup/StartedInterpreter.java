package graalpywizard.startup;

import com.oracle.graal.python.builtins.Python3Core;
import com.oracle.graal.python.builtins.PythonBuiltins;
import com.oracle.graal.python.builtins.modules.UnicodeDataModuleBuiltins;
import com.oracle.graal.python.runtime.PythonContext;
import com.oracle.graal.python.util.PythonUtils;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.nativeimage.hosted.Feature;
import sun.misc.Unsafe;

/**
 * Starts an interpreter while the engine is built and keeps it in the image heap, marked, so that a proof can see at
 * run time whether it was used: polyglot drops it without a word where an option of the run does not fit.
 */
public final class StartedInterpreter implements Feature {
    private static final String MODULE = "__graalpython__";
    private static final String MARK = "started_while_building";
    private static final String TRUFFLE = "com.oracle.svm.truffle.";

    private final Unsafe unsafe = Closed.unsafe();

    /** With the JIT its own feature starts the interpreter, and has to come first. */
    @Override
    @SuppressWarnings("unchecked")
    public List<Class<? extends Feature>> getRequiredFeatures() {
        try {
            return withJit() ? List.of((Class<? extends Feature>) Class.forName(TRUFFLE + "TruffleFeature")) : List.of();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("this native-image has no feature for the JIT", e);
        }
    }

    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        try {
            if (!withJit()) {
                // Without the JIT nobody makes this call, and the property PreinitializeContexts does nothing.
                Class.forName(TRUFFLE + "TruffleBaseFeature").getMethod("preInitializeEngine").invoke(null);
            }
            mark();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this GraalPy keeps its started interpreter elsewhere", e);
        }
    }

    private static boolean withJit() {
        return "on".equals(System.getProperty("graalpy.wizard.jit"));
    }

    /** The modules of GraalVM are closed to reflection; the builder runs on a JVM where Unsafe reads fields all the same. */
    void mark() throws ReflectiveOperationException {
        Object polyglot = read(Class.forName("org.graalvm.polyglot.Engine$ImplHolder"), "IMPL", null);
        Object engine = ((AtomicReference<?>) read(polyglot.getClass(), "preInitializedEngineRef", polyglot)).get();
        Object context = engine == null ? null : ((AtomicReference<?>) read(engine.getClass(), "preInitializedContext", engine)).get();
        if (context == null) {
            throw new IllegalStateException("no interpreter was started");
        }
        hide(engine);
        for (Object language : (Object[]) read(context.getClass(), "contexts", context)) {
            Object env = read(language.getClass(), "env", language);
            if (env != null && read(env.getClass(), "context", env) instanceof PythonContext python) {
                keepThoseWithWork(python);
                python.lookupBuiltinModule(PythonUtils.tsLiteral(MODULE)).setAttribute(PythonUtils.tsLiteral(MARK), Boolean.TRUE);
                return;
            }
        }
        throw new IllegalStateException("an interpreter was started, but none of Python");
    }

    /**
     * At each start GraalPy goes through all 300 parts of its core and asks each class for its annotation, which a native
     * image decodes there and then: 6 % of the instructions of a start. Left are those that have something to do. That of
     * `unicodedata` is to say the version of Unicode, for which ICU unpacks its tables: 27 %. It is told now.
     */
    private void keepThoseWithWork(PythonContext python) throws ReflectiveOperationException {
        List<PythonBuiltins> found = new ArrayList<>();
        for (PythonBuiltins one : (PythonBuiltins[]) read(Python3Core.class, "builtins", python)) {
            if (one instanceof UnicodeDataModuleBuiltins) {
                one.postInitialize(python);
            } else if (one.getClass().getMethod("postInitialize", Python3Core.class).getDeclaringClass() != PythonBuiltins.class) {
                found.add(one);
            }
        }
        unsafe.putObject(python, unsafe.objectFieldOffset(Python3Core.class.getDeclaredField("builtins")),
                found.toArray(new PythonBuiltins[0]));
    }

    /**
     * A kept context is dropped where a language in it is not among those that the program asks for; an internal language
     * is none of them. While an interpreter is started it cannot be internal, or it would not be started at all.
     */
    private void hide(Object engine) throws ReflectiveOperationException {
        for (Object language : (Object[]) read(engine.getClass(), "languages", engine)) {
            Object cache = language == null ? null : read(language.getClass(), "cache", language);
            if (cache != null && "snapshot".equals(read(cache.getClass(), "id", cache))) {
                unsafe.putBoolean(cache, unsafe.objectFieldOffset(cache.getClass().getDeclaredField("internal")), true);
            }
        }
    }

    /** The field of `from`, or a static one where it is null. */
    @SuppressWarnings("deprecation")
    private Object read(Class<?> type, String name, Object from) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        return from == null
                ? unsafe.getObject(unsafe.staticFieldBase(field), unsafe.staticFieldOffset(field))
                : unsafe.getObject(from, unsafe.objectFieldOffset(field));
    }
}
