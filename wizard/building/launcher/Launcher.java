package graalpywizard;

import org.graalvm.nativeimage.ImageInfo;

/** Main class of the engine: runs the Python program of the payload at the end of its own executable. */
public final class Launcher {
    /** As GraalPy's own launcher: 11,000 simple Python calls deep without the JIT. Other threads: -R:StackSize. */
    private static final long STACK = 16L << 20;

    private Launcher() {
    }

    public static void main(String[] arguments) throws InterruptedException {
        if (ImageInfo.inImageRuntimeCode() && CommandLine.isInMemory()) {
            Native.nameProcess(CommandLine.read(arguments, "")[0]);
        }
        Thread thread = new Thread(null, () -> run(arguments), "MainThread", STACK);
        thread.start();
        thread.join();
    }

    private static void run(String[] arguments) {
        int status = Ending.FAILED;
        try {
            boolean image = ImageInfo.inImageRuntimeCode();
            String path = image ? "/proc/self/exe" : System.getProperty("graalpy.wizard.payload", "");
            String[] argv = image ? CommandLine.read(arguments, "") : CommandLine.prepend(path, arguments);
            Ending.programIs(argv[0]);
            Thread.setDefaultUncaughtExceptionHandler((thread, error) -> Ending.say("a thread cannot go on: " + error));
            Native.ignoreBrokenPipes();
            if (!EngineSettings.SIGNALS && !Native.isInterruptIgnored()) {
                Native.endOnInterrupt();
            }
            Payload payload = Payload.open(path);
            status = new Interpreter(payload, Start.read(payload), argv).run();
        } catch (Throwable e) {
            Ending.say("cannot go on: " + e);
        }
        // halt: the interpreter is closed, and Java's own shutdown hooks have nothing to do.
        Runtime.getRuntime().halt(status & 0xFF);
    }
}
