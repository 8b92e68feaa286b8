package graalpywizard.startup;

import com.oracle.graal.python.builtins.CoreFunctions;
import com.oracle.graal.python.builtins.Python3Core;
import com.oracle.graal.python.builtins.PythonBuiltins;
import com.oracle.graal.python.runtime.GilNode;
import com.oracle.graal.python.runtime.PythonContext;
import com.oracle.graal.python.util.PythonUtils;
import com.oracle.truffle.api.CallTarget;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.source.Source;
import com.oracle.truffle.api.strings.TruffleString;
import graalpywizard.Bootstrap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.graalvm.nativeimage.ImageInfo;
import sun.misc.Unsafe;

/**
 * A language without a syntax, which is started after Python while an engine is built: the only moment at which Python
 * code can run in the interpreter that is kept. It imports the modules of the snapshot, and at run time, when Python has
 * got the environment, arguments and streams of the run, renews what they keep of the machine.
 */
public final class SnapshotLanguage extends TruffleLanguage<SnapshotLanguage.Kept> {
    /** Built-in modules without which the import of others ends in an error, or in a module that lacks something. */
    private static final Set<String> FINISHED = Set.of("_struct", "_lzma", "_signal");
    /** What imports.py needs of other files, in its order. */
    private static final List<String> PARTS = List.of("late.py", "apart.py", "waits.py", "statements.py",
            "harmless.py", "readers.py", "before.py", "beneath.py", "at_run_time.py");
    /** The second half of its import is the same at each run. */
    private static final String POLYGLOT = "polyglot";
    private static final TruffleString GRAALPY = PythonUtils.tsLiteral("__graalpython__");

    /** The context of this language in the image heap. */
    static final class Kept {
        private Env env;
        private PythonContext python;
        /** Built-in modules whose second half of an import GraalPy leaves to the run. */
        private PythonBuiltins[] unfinished = {};
        private CallTarget renew;

        private Kept(Env env) {
            this.env = env;
        }
    }

    @Override
    protected Kept createContext(Env env) {
        return new Kept(env);
    }

    @Override
    protected void initializeContext(Kept kept) throws Exception {
        if (ImageInfo.inImageRuntimeCode() || !kept.env.isPreInitialization()) {
            return;
        }
        // Which of the two languages is started first is left to chance.
        kept.env.initializeLanguage(kept.env.getPublicLanguages().get("python"));
        kept.python = PythonContext.get(null);
        String home = System.getProperty("graalpy.wizard.snapshot.home");
        String jit = System.getProperty("graalpy.wizard.jit", "");
        String names = System.getProperty("graalpy.wizard.snapshot.modules");
        // It looks at a traceback, and there is none while the core counts as not ready.
        call(kept.env, "types_first.py", home);
        Unsafe unsafe = Closed.unsafe();
        long ready = unsafe.objectFieldOffset(Python3Core.class.getDeclaredField("initialized"));
        // Every import makes a weak reference, which GraalPy refuses once its core is ready, as the queue is one of the run.
        unsafe.putBooleanVolatile(kept.python, ready, false);
        try {
            long field = unsafe.objectFieldOffset(Python3Core.class.getDeclaredField("builtins"));
            PythonBuiltins[] builtins = (PythonBuiltins[]) unsafe.getObject(kept.python, field);
            makeClassesOfAst(kept.python, builtins);
            for (PythonBuiltins one : builtins) {
                if (FINISHED.contains(told(one).defineModule())) {
                    one.postInitialize(kept.python); // and once more when the run starts
                }
            }
            Object[] parts = new Object[PARTS.size()];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = kept.env.parseInternal(source(PARTS.get(i))).call();
            }
            System.out.print(call(kept.env, "imports.py", Stream.concat(Stream.of(home, names, jit), Stream.of(parts)).toArray()));
            Object launcher = kept.env.parseInternal(internal(Bootstrap.FUNCTIONS)).call();
            kept.python.lookupBuiltinModule(GRAALPY).setAttribute(PythonUtils.tsLiteral("launcher"), launcher);
            kept.unfinished = unfinished(kept.python, builtins);
            kept.renew = kept.env.parseInternal(source("renew.py"));
        } finally {
            unsafe.putBooleanVolatile(kept.python, ready, true);
        }
        System.gc(); // what only weak references hold would go into the image heap
        new Slim().run(kept.python);
        System.gc();
    }

    /** GraalPy makes them at each start, and would make others than those that the module ast holds: so once, and now. */
    private static void makeClassesOfAst(PythonContext python, PythonBuiltins[] builtins) {
        int ast = -1;
        int idle = -1;
        for (int i = 0; i < builtins.length; i++) {
            if (told(builtins[i]).defineModule().equals("_ast")) {
                ast = i;
            } else if (isLeftToImport(builtins[i])) {
                idle = i;
            }
        }
        builtins[ast].postInitialize(python);
        builtins[ast] = builtins[idle];
    }

    private static PythonBuiltins[] unfinished(PythonContext python, PythonBuiltins[] builtins) {
        List<PythonBuiltins> found = new ArrayList<>();
        for (PythonBuiltins one : builtins) {
            String name = told(one).defineModule();
            if (!name.isEmpty() && isLeftToImport(one) && !one.isInitialized() && !found.contains(one)
                    && python.getSysModules().getItem(PythonUtils.toTruffleStringUncached(name)) != null) {
                if (name.equals(POLYGLOT)) {
                    one.postInitialize(python);
                    one.setInitialized(true);
                } else {
                    found.add(one);
                }
            }
        }
        return found.toArray(new PythonBuiltins[0]);
    }

    private static CoreFunctions told(PythonBuiltins builtins) {
        return builtins.getClass().getAnnotation(CoreFunctions.class);
    }

    private static boolean isLeftToImport(PythonBuiltins builtins) {
        return !told(builtins).isEager() && told(builtins).extendClasses().length == 0;
    }

    @Override
    protected boolean patchContext(Kept kept, Env env) {
        kept.env = env;
        try (GilNode.UncachedAcquire gil = GilNode.uncachedAcquire()) {
            for (PythonBuiltins one : kept.unfinished) {
                one.postInitialize(kept.python);
                one.setInitialized(true);
            }
            kept.renew.call();
        }
        return true;
    }

    /** What a function returns: the last expression of the file. */
    private static Object call(Env env, String file, Object... arguments) throws Exception {
        Object function = env.parseInternal(source(file)).call();
        Object[] words = new Object[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i] instanceof String text ? PythonUtils.toTruffleStringUncached(text) : arguments[i];
        }
        return InteropLibrary.getUncached().execute(function, words);
    }

    private static Source source(String file) throws IOException {
        try (InputStream stream = SnapshotLanguage.class.getResourceAsStream(file)) {
            return internal(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Source internal(String text) {
        return Source.newBuilder("python", text, "<graalpy-wizard>").internal(true).build();
    }

    @Override
    protected CallTarget parse(ParsingRequest request) {
        throw new UnsupportedOperationException("a language without a syntax");
    }

    @Override
    protected boolean isThreadAccessAllowed(Thread thread, boolean singleThreaded) {
        return true;
    }
}
