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

    private static volatile String program = "graalpy-wizard engine";

    private Ending() {
    }

    static void programIs(String name) {
        program = name;
    }

    /** Buffered output is dropped on purpose: a damaged program must not write anything more. */
    static RuntimeException damaged(String what) {
        say(what + "; build the executable again");
        Runtime.getRuntime().halt(NO_PAYLOAD);
        return new IllegalStateException(what);
    }

    static void say(String what) {
        StringBuilder text = new StringBuilder(program + ": " + what);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ') {
                text.setCharAt(i, ' ');
            }
        }
        byte[] line = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
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
