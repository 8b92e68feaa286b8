package graalpywizard;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Ends the process with one line on standard error. */
final class Ending {
    static final int FAILED = 1;
    static final int NO_PAYLOAD = 127;
    static final int INTERRUPTED = 130;
    static final int BROKEN_PIPE = 141;

    private static volatile String program = "graalpy-wizard engine";

    private Ending() {
    }

    static void programIs(String name) {
        program = name;
    }

    /** Buffered output is dropped on purpose: a damaged program must not write anything more. */
    static RuntimeException damaged(String what) {
        say(what + "; this executable cannot run, write it again");
        Runtime.getRuntime().halt(NO_PAYLOAD);
        return new IllegalStateException(what);
    }

    static void say(String what) {
        byte[] line = (program + ": " + what.replace('\n', ' ').replace('\r', ' ') + "\n").getBytes(StandardCharsets.UTF_8);
        // Not closed: that would close the descriptor of the process.
        @SuppressWarnings("resource")
        FileOutputStream err = new FileOutputStream(FileDescriptor.err);
        try {
            err.write(line);
        } catch (IOException ignored) {
            // Nobody reads standard error; the exit status still tells.
        }
    }
}
