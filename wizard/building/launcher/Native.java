package graalpywizard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.nativeimage.ImageInfo;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.nativeimage.c.type.CTypeConversion;
import org.graalvm.word.Pointer;
import sun.misc.Signal;

/** The few things that only the C library tells or does. */
final class Native {
    /** Linux; elsewhere the call fails and the size is GraalPy's default, 80 by 25. */
    private static final long TIOCGWINSZ = 0x5413;
    private static final short POLLIN = 1;
    private static final int SIGINT = 2;
    private static final int SIGPIPE = 13;
    private static final int PR_SET_NAME = 15;
    private static final long DEFAULT = 0;
    private static final long IGNORE = 1;

    private Native() {
    }

    /** Which streams are a terminal: GraalPy's Java backend has one answer for all three, given by its embedder. */
    static boolean isTerminal(int descriptor) {
        return ImageInfo.inImageRuntimeCode() ? isatty(descriptor) != 0 : System.console() != null && System.console().isTerminal();
    }

    /** Columns and lines of the terminal at standard output, or null. */
    static int[] terminalSize() {
        if (!ImageInfo.inImageRuntimeCode()) {
            return null;
        }
        Pointer size = StackValue.get(8);
        int failed = ioctl(1, TIOCGWINSZ, size);
        int lines = size.readShort(0) & 0xFFFF;
        int columns = size.readShort(2) & 0xFFFF;
        return failed != 0 || lines == 0 || columns == 0 ? null : new int[]{columns, lines};
    }

    @CFunction("ioctl")
    private static native int ioctl(int descriptor, long request, Pointer argument);

    /**
     * A broken pipe is an error of the write, as in CPython, not the end of the process. Images that handle signals have
     * a handler for it already, which must stay: what is ignored stays ignored in child processes.
     */
    static void ignoreBrokenPipes() {
        if (ImageInfo.inImageRuntimeCode()) {
            long before = signal(SIGPIPE, IGNORE);
            if (before != DEFAULT) {
                signal(SIGPIPE, before);
            }
        }
    }

    /** Shells start background jobs of scripts with Ctrl-C ignored, and so it stays, as in CPython. */
    static boolean isInterruptIgnored() {
        if (!ImageInfo.inImageRuntimeCode()) {
            return false;
        }
        long before = signal(SIGINT, IGNORE);
        signal(SIGINT, before);
        return before == IGNORE;
    }

    /**
     * A packed executable runs from memory, and the system names such a process by a number. Called by the first thread,
     * whose name is the process's; the system keeps 15 bytes of it.
     */
    static void nameProcess(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        try (CTypeConversion.CCharPointerHolder text = CTypeConversion.toCString(name)) {
            prctl(PR_SET_NAME, text.get());
        }
    }

    @CFunction("prctl")
    private static native int prctl(int what, CCharPointer text);

    /** For engines without Python's signals: Ctrl-C ends the process at once; no `finally` runs. */
    static void endOnInterrupt() {
        Signal.handle(new Signal("INT"), signal -> Runtime.getRuntime().halt(Ending.INTERRUPTED));
    }

    /** Sends a signal to this process; 0, or what the system answers. */
    static int raise(int number) {
        int self = (int) ProcessHandle.current().pid();
        if (ImageInfo.inImageRuntimeCode()) {
            return kill(self, number);
        }
        try {
            return new ProcessBuilder("kill", "-s", String.valueOf(number), String.valueOf(self)).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @CFunction("kill")
    private static native int kill(int process, int number);

    /** False after the time, or when a signal came; true too at the end of the input. */
    static boolean isReadable(int descriptor, int milliseconds) {
        Pointer request = StackValue.get(8);
        request.writeInt(0, descriptor);
        request.writeShort(4, POLLIN);
        request.writeShort(6, (short) 0);
        int ready = poll(request, 1, milliseconds);
        return ready > 0;
    }

    /** Whose files this process may write. */
    static long userId() {
        if (ImageInfo.inImageRuntimeCode()) {
            return geteuid();
        }
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @CFunction("geteuid")
    private static native int geteuid();

    @CFunction("poll")
    private static native int poll(Pointer requests, long count, int milliseconds);

    @CFunction("signal")
    private static native long signal(int number, long handler);

    @CFunction("isatty")
    private static native int isatty(int descriptor);
}
