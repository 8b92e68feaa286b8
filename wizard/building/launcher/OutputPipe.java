package graalpywizard;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output or error of the process without Java's PrintStream, which hides that nobody reads any more.
 * The first write into a broken pipe is an error (BrokenPipeError in Python), later ones are dropped.
 */
final class OutputPipe extends OutputStream {
    private final FileOutputStream file;
    private volatile boolean broken;
    private volatile boolean quiet;

    OutputPipe(FileDescriptor descriptor) {
        file = new FileOutputStream(descriptor);
    }

    /** From now on nothing that fails is reported: the program has ended, and so has what it had to say about it. */
    void quiet() {
        quiet = true;
    }

    boolean isBroken() {
        return broken;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (broken) {
            return;
        }
        try {
            file.write(bytes, offset, length);
        } catch (IOException e) {
            // Java names the errno by its text only.
            broken = "Broken pipe".equals(e.getMessage());
            if (!quiet) {
                throw e;
            }
        }
    }
}
