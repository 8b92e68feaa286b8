package graalpywizard;

import com.oracle.truffle.api.TruffleSafepoint;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.graalvm.nativeimage.ImageInfo;

/**
 * Standard input that does not keep Ctrl-C waiting: GraalPy runs signal handlers at safepoints of the main thread, and a
 * thread that waits inside a read reaches none. Python buffers, so this does not.
 */
final class InputPipe extends InputStream {
    /** Ten wake-ups a second while nothing comes: not to be noticed, neither by people nor in processor time. */
    private static final int WAIT_MILLISECONDS = 100;

    private final FileInputStream file = new FileInputStream(FileDescriptor.in);

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (ImageInfo.inImageRuntimeCode()) {
            while (!Native.isReadable(0, WAIT_MILLISECONDS)) {
                TruffleSafepoint.pollHere(null);
            }
        }
        return file.read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
        return file.available();
    }
}
