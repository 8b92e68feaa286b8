package graalpywizard;

import java.io.FileDescriptor;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/** Runs the program in a context that grants what the engine's answers grant, and returns its exit status. */
final class Interpreter {
    /** What GraalPy says of system calls that it cannot make without the C library. */
    private static final String NOT_IN_JAVA = "Feature not supported on 'java' POSIX backend: ";

    private final Payload payload;
    private final Start start;
    private final String[] argv;
    private final OutputPipe out = new OutputPipe(FileDescriptor.out);
    private final OutputPipe err = new OutputPipe(FileDescriptor.err);
    /** Null where it did not come to be prepared. */
    private Value functions;
    private final boolean[] terminals = {Native.isTerminal(0), Native.isTerminal(1), Native.isTerminal(2)};

    Interpreter(Payload payload, Start start, String[] argv) {
        this.payload = payload;
        this.start = start;
        this.argv = argv;
    }

    int run() {
        NativeModules modules = start.nativeHash.isEmpty() || !EngineSettings.NATIVE ? null : new NativeModules(payload, start.nativeHash);
        PayloadFileSystem files = new PayloadFileSystem(payload, modules, EngineSettings.FILES);
        Context context = context(files);
        boolean sitePackages = files.isFolder(start.library + "/site-packages");
        int status = evaluate(context, sitePackages, files.nativeHome());
        return finish(context, status);
    }

    private Context context(PayloadFileSystem files) {
        Context.Builder builder = Context.newBuilder("python")
                .allowIO(IOAccess.newBuilder().fileSystem(files).allowHostSocketAccess(!EngineSettings.NETWORK.equals("none")).build())
                .allowCreateThread(true)
                .allowCreateProcess(EngineSettings.PROCESSES)
                .allowNativeAccess(EngineSettings.NATIVE)
                .allowEnvironmentAccess(EngineSettings.ENVIRONMENT ? EnvironmentAccess.INHERIT : EnvironmentAccess.NONE)
                .allowHostAccess(HostAccess.NONE)
                .allowPolyglotAccess(PolyglotAccess.NONE)
                // multiprocessing: GraalPy's processes are inner contexts with options of their own and the same rights.
                .allowInnerContextOptions(EngineSettings.PROCESSES)
                .allowExperimentalOptions(true)
                .in(new InputPipe())
                .out(out)
                .err(err)
                .arguments("python", argv)
                .option("engine.WarnInterpreterOnly", "false")
                .option("python.PythonHome", Start.HOME)
                .option("python.CoreHome", start.core)
                .option("python.StdLibHome", start.library)
                .option("python.PythonPath", start.firstPath())
                .option("python.InputFilePath", start.mainPath())
                .option("python.PosixModuleBackend", EngineSettings.POSIX)
                .option("python.InstallSignalHandlers", EngineSettings.SIGNALS && !Native.isInterruptIgnored() ? "true" : "false")
                .option("python.TerminalIsInteractive", terminals[1] ? "true" : "false")
                .option("python.RunViaLauncher", "true")
                // Else the messages of some Python exceptions end in a hundred lines of Java.
                .option("python.WithJavaStacktrace", "0")
                .option("python.CheckHashPycsMode", "never")
                .option("python.DontWriteBytecodeFlag", "true");
        String nativeHome = files.nativeHome();
        if (nativeHome != null) {
            // The warning is about C extensions of others; these are GraalPy's own.
            builder.option("python.CAPI", nativeHome).option("python.WarnExperimentalFeatures", "false");
        }
        if (payload.find(NativeModules.BZ2) != null && nativeHome != null) {
            // Only then is bz2 there at all. zlib and lzma look for libraries of their own, and take Java's where there are none.
            builder.option("python.CompressionModulesBackend", "native");
        }
        int[] size = terminals[1] ? Native.terminalSize() : null;
        if (size != null) {
            builder.option("python.TerminalWidth", String.valueOf(size[0])).option("python.TerminalHeight", String.valueOf(size[1]));
        }
        return builder.build();
    }

    private int evaluate(Context context, boolean sitePackages, String nativeHome) {
        try {
            prepare(context, sitePackages, nativeHome);
            if (EngineSettings.SIGNALS) {
                ProxyExecutable send = words -> Native.raise(words[0].asInt());
                function(Bootstrap.RAISES).executeVoid(send);
            }
            if (!start.packageName.isEmpty()) {
                context.eval(internal(Bootstrap.importPackage(start.packageName)));
            }
            context.eval(Source.newBuilder("python", mainText(context), start.mainPath()).buildLiteral());
            return 0;
        } catch (PolyglotException e) {
            return report(context, e);
        }
    }

    private void prepare(Context context, boolean sitePackages, String nativeHome) {
        boolean bz2 = nativeHome != null && payload.find(NativeModules.BZ2) != null;
        StringBuilder missing = new StringBuilder();
        if (!EngineSettings.BOUNCY_CASTLE) {
            // hashlib then uses _md5, _sha1, _sha2, _sha3, _blake2; pbkdf2_hmac is gone. Else its import ends the program.
            missing.append("_hashlib ");
        }
        if (!EngineSettings.NATIVE) {
            // Without the right to call C, what it does ends the program instead of its import.
            missing.append("_ctypes ");
        } else if (!bz2) {
            // Without its library, using it ends the program instead of its import.
            missing.append("_bz2 ");
        }
        StringBuilder letters = new StringBuilder();
        for (boolean terminal : terminals) {
            letters.append(terminal ? 't' : 'f');
        }
        boolean differ = EngineSettings.POSIX.equals("java") && (terminals[0] != terminals[1] || terminals[2] != terminals[1]);
        Value kept = EngineSettings.SNAPSHOT ? context.eval(internal(Bootstrap.KEPT)) : null;
        functions = kept == null || kept.isNull() ? context.eval(internal(Bootstrap.ofStart(nativeHome != null, differ))) : kept;
        function(Bootstrap.PREPARES).executeVoid(start.mainPath(), start.packageName,
                sitePackages ? start.library + "/site-packages" : "", missing.toString(), nativeHome != null,
                bz2 ? nativeHome + NativeModules.BZ2.substring(NativeModules.NAME.length()) : "",
                !EngineSettings.PROCESSES, differ, letters.toString());
    }

    /** One of Bootstrap's. */
    private Value function(int number) {
        return functions.getArrayElement(number);
    }

    private Value reporting(Context context) {
        boolean whole = functions != null && functions.getArraySize() > Bootstrap.REPORTS;
        return whole ? function(Bootstrap.REPORTS) : context.eval(internal(Bootstrap.OF_ERROR));
    }

    private String mainText(Context context) {
        String text = new String(payload.content(payload.find(start.main)), StandardCharsets.UTF_8);
        if (text.startsWith("\uFEFF")) {
            return text.substring(1);
        }
        int line = text.indexOf('\n');
        int second = text.indexOf('\n', line + 1);
        String head = second < 0 ? text : text.substring(0, second);
        // PEP 263. A comment that means something else by "coding" costs the import of tokenize only.
        boolean named = head.contains("coding") && head.contains("#") && !head.contains("utf-8") && !head.contains("utf8");
        return named ? context.eval(internal(Bootstrap.decoded(start.mainPath()))).asString() : text;
    }

    /** Threads, atexit, buffers. */
    private int finish(Context context, int status) {
        int result = status;
        try {
            int last = functions == null ? 0 : function(Bootstrap.FINISHES).execute().asInt();
            result = status == 0 ? last : status;
        } catch (PolyglotException e) {
            result = report(context, e);
        }
        out.quiet();
        err.quiet();
        try {
            context.close();
        } catch (PolyglotException e) {
            result = e.isExit() ? e.getExitStatus() : report(context, e);
        } catch (IllegalStateException e) {
            // A daemon thread that cannot be stopped dies with the process, as in CPython.
        }
        return result;
    }

    private int report(Context context, PolyglotException e) {
        Value error = e.isGuestException() ? e.getGuestObject() : null;
        // sys.exit("text") too is an exit, whose text is still to be printed.
        if (e.isExit() && (error == null || !error.hasMember("code"))) {
            return e.getExitStatus();
        }
        if (error == null || e.isInternalError()) {
            Ending.say(reason(String.valueOf(e.getMessage()), e.isInternalError()));
            return Ending.FAILED;
        }
        try {
            return reporting(context).execute(error, out.isBroken()).asInt();
        } catch (PolyglotException other) {
            if (other.isExit()) {
                return other.getExitStatus();
            }
            Ending.say(String.valueOf(e.getMessage()));
            return Ending.FAILED;
        }
    }

    /** GraalPy lets some refused rights end as errors of Java, which Python code cannot catch. */
    private static String reason(String message, boolean internal) {
        if (message.contains("Process creation is not allowed")) {
            return "refused: this executable was built without the right to start processes";
        }
        int excluded = message.indexOf(" was excluded");
        if (excluded > 0) {
            String what = message.substring(message.lastIndexOf(' ', excluded - 1) + 1, excluded);
            return "refused: this executable was built without the right or the code for " + what;
        }
        int missing = message.indexOf(NOT_IN_JAVA);
        if (missing >= 0) {
            return "refused: this executable was built without the system call " + message.substring(missing + NOT_IN_JAVA.length());
        }
        return (internal ? "cannot go on: an internal error of the interpreter: " : "cannot go on: ") + message;
    }

    private static Source internal(String code) {
        return Source.newBuilder("python", code, "<graalpy-wizard>").internal(true).buildLiteral();
    }
}
