package graalpywizard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * A file of /proc, /sys or /dev: its size is unknown, not 0. GraalPy's Java backend reads no further than the size it is
 * told, so that /proc/self/status or /dev/urandom would be empty.
 */
final class DeviceChannel implements SeekableByteChannel {
    private final SeekableByteChannel file;

    private DeviceChannel(SeekableByteChannel file) {
        this.file = file;
    }

    static SeekableByteChannel wrap(String path, SeekableByteChannel file) {
        boolean device = path.startsWith("/proc/") || path.startsWith("/sys/")
                || path.startsWith("/dev/") && !path.startsWith("/dev/shm/");
        return device ? new DeviceChannel(file) : file;
    }

    @Override
    public long size() throws IOException {
        throw new IOException("size unknown");
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return file.read(target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return file.write(source);
    }

    @Override
    public long position() throws IOException {
        return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        file.position(position);
        return this;
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        file.truncate(size);
        return this;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
