package graalpywizard;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The command line as the system has it: with argv[0], which Java drops, and as bytes, which Java decodes by locale. */
final class CommandLine {
    private CommandLine() {
    }

    /** sys.argv of the program. {@code arguments} are Java's and serve where the system does not show its own. */
    static String[] read(String[] arguments, String fallbackName) {
        byte[] raw;
        try (InputStream in = new FileInputStream("/proc/self/cmdline")) {
            raw = in.readAllBytes();
        } catch (IOException e) {
            return prepend(fallbackName, arguments);
        }
        String[] argv = split(raw);
        return argv.length == arguments.length + 1 ? argv : prepend(fallbackName, arguments);
    }

    /** Is it a packed executable, which was unpacked into memory? */
    static boolean isInMemory() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/exe")).toString().startsWith("/memfd:");
        } catch (IOException e) {
            return false;
        }
    }

    static String[] prepend(String name, String[] arguments) {
        String[] argv = new String[arguments.length + 1];
        argv[0] = name;
        System.arraycopy(arguments, 0, argv, 1, arguments.length);
        return argv;
    }

    private static String[] split(byte[] raw) {
        int count = 0;
        for (byte b : raw) {
            if (b == 0) {
                count++;
            }
        }
        String[] argv = new String[count];
        int start = 0;
        for (int i = 0, n = 0; i < raw.length; i++) {
            if (raw[i] == 0) {
                argv[n++] = decode(raw, start, i);
                start = i + 1;
            }
        }
        return argv;
    }

    /** os.fsdecode: UTF-8, bytes that are none become the surrogates U+DC80..U+DCFF. */
    private static String decode(byte[] raw, int from, int to) {
        String text = new String(raw, from, to - from, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        for (int i = from; i < to;) {
            int length = sequence(raw, i, to);
            String one = new String(raw, i, length, StandardCharsets.UTF_8);
            boolean whole = length > 1 || raw[i] >= 0;
            if (whole && (one.indexOf('\uFFFD') < 0 || isReplacementItself(raw, i, length))) {
                out.append(one);
                i += length;
            } else {
                out.append((char) (0xDC00 + (raw[i] & 0xFF)));
                i++;
            }
        }
        return out.toString();
    }

    private static int sequence(byte[] raw, int i, int to) {
        int first = raw[i] & 0xFF;
        int length = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1;
        return i + length <= to ? length : 1;
    }

    private static boolean isReplacementItself(byte[] raw, int i, int length) {
        return length == 3 && (raw[i] & 0xFF) == 0xEF && (raw[i + 1] & 0xFF) == 0xBF && (raw[i + 2] & 0xFF) == 0xBD;
    }
}
