package graalpywizard;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The zip at the end of the executable. Its comment is the trailer, little endian: mark GRAALPYW, version, flags (4 bytes
 * each), lengths of engine, payload and directory (8 bytes each), SHA-256 of manifest.json and of the directory.
 * Offsets in the zip count from the end of the engine. Trailer and directory are checked here, an entry when it is read.
 */
final class Payload {
    static final int TRAILER = 104;
    private static final int END = 22;
    private static final long MARK = 0x5759504C41415247L; // "GRAALPYW"
    private static final int VERSION = 1;

    /** What the directory says of one file; {@code number} serves as inode. */
    record Entry(String name, int number, int method, long crc, int packed, int size, long offset) {
    }

    private final RandomAccessFile file;
    private final long start;
    private final long directoryStart;
    private final Map<String, Entry> entries;

    private Payload(RandomAccessFile file, long start, long directoryStart, Map<String, Entry> entries) {
        this.file = file;
        this.start = start;
        this.directoryStart = directoryStart;
        this.entries = entries;
    }

    /** The file stays open as long as the process lives: it may be renamed or deleted meanwhile. */
    static Payload open(String path) {
        try {
            RandomAccessFile file = new RandomAccessFile(path, "r");
            return read(file);
        } catch (IOException e) {
            throw Ending.damaged("cannot read its own payload (" + e.getMessage() + ")");
        }
    }

    private static Payload read(RandomAccessFile file) throws IOException {
        long length = file.length();
        if (length < TRAILER + END) {
            throw Ending.damaged("has no payload");
        }
        ByteBuffer end = readAt(file, length - TRAILER - END, TRAILER + END);
        if (end.getLong(END) != MARK) {
            throw Ending.damaged("has no payload or it was cut off");
        }
        if (end.getInt(END + 8) != VERSION || end.getInt(END + 12) != 0) {
            throw Ending.damaged("payload of an unknown format");
        }
        long engine = end.getLong(END + 16);
        long payload = end.getLong(END + 24);
        long directory = end.getLong(END + 32);
        boolean sound = engine >= 0 && payload >= 0 && engine + payload == length
                && directory >= 0 && directory <= payload - TRAILER - END && directory <= Integer.MAX_VALUE
                && end.getInt(0) == 0x06054B50 && (end.getShort(20) & 0xFFFF) == TRAILER
                && (end.getInt(12) & 0xFFFFFFFFL) == directory
                && (end.getInt(16) & 0xFFFFFFFFL) == payload - TRAILER - END - directory;
        if (!sound) {
            throw Ending.damaged("payload is damaged (its lengths do not agree)");
        }
        long directoryStart = length - TRAILER - END - directory;
        ByteBuffer names = readAt(file, directoryStart, (int) directory);
        byte[] wanted = Arrays.copyOfRange(end.array(), END + 72, END + 104);
        if (!MessageDigest.isEqual(wanted, sha256(names.array()))) {
            throw Ending.damaged("payload is damaged (its directory was altered)");
        }
        return new Payload(file, engine, directoryStart, parse(names, end.getShort(10) & 0xFFFF));
    }

    private static Map<String, Entry> parse(ByteBuffer names, int count) {
        Map<String, Entry> entries = LinkedHashMap.newLinkedHashMap(count);
        int at = 0;
        for (int number = 1; at < names.limit(); number++) {
            if (names.limit() - at < 46 || names.getInt(at) != 0x02014B50) {
                throw Ending.damaged("payload is damaged (its directory has no sense)");
            }
            int nameLength = names.getShort(at + 28) & 0xFFFF;
            int next = at + 46 + nameLength + (names.getShort(at + 30) & 0xFFFF) + (names.getShort(at + 32) & 0xFFFF);
            if (next > names.limit()) {
                throw Ending.damaged("payload is damaged (its directory has no sense)");
            }
            String name = new String(names.array(), at + 46, nameLength, StandardCharsets.UTF_8);
            entries.put(name, new Entry(name, number, names.getShort(at + 10), names.getInt(at + 16) & 0xFFFFFFFFL,
                    names.getInt(at + 20), names.getInt(at + 24), names.getInt(at + 42) & 0xFFFFFFFFL));
            at = next;
        }
        return entries;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    Entry find(String name) {
        return entries.get(name);
    }

    /** The content of one file; damage ends the process. */
    byte[] content(Entry entry) {
        byte[] content = null;
        try {
            content = unpack(entry);
        } catch (IOException | DataFormatException e) {
            content = null;
        }
        if (content != null) {
            CRC32 crc = new CRC32();
            crc.update(content, 0, content.length);
            if (crc.getValue() == entry.crc) {
                return content;
            }
        }
        throw Ending.damaged("payload is damaged (" + entry.name + " does not match its checksum)");
    }

    /** Null where the zip contradicts itself. */
    private byte[] unpack(Entry entry) throws IOException, DataFormatException {
        long header = start + entry.offset;
        if (entry.packed < 0 || entry.size < 0 || header + 30 > directoryStart) {
            return null;
        }
        ByteBuffer local = readAt(file, header, 30);
        long data = header + 30 + (local.getShort(26) & 0xFFFF) + (local.getShort(28) & 0xFFFF);
        if (local.getInt(0) != 0x04034B50 || data + entry.packed > directoryStart) {
            return null;
        }
        byte[] packed = readAt(file, data, entry.packed).array();
        return switch (entry.method) {
            case 0 -> packed.length == entry.size ? packed : null;
            case 8 -> inflate(packed, entry.size);
            default -> null;
        };
    }

    private static byte[] inflate(byte[] packed, int size) throws DataFormatException {
        byte[] content = new byte[size];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            int have = 0;
            while (have < size) {
                int got = inflater.inflate(content, have, size - have);
                if (got == 0) {
                    return null;
                }
                have += got;
            }
            return content;
        } finally {
            inflater.end();
        }
    }

    /** Not a FileChannel: an interrupted thread would close it under all others. */
    private static ByteBuffer readAt(RandomAccessFile file, long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        synchronized (file) {
            file.seek(position);
            file.readFully(bytes);
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
