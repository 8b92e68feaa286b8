package graalpywizard.rehearsal;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Value;

/** A file of JSON arrays of strings, one a line, each written at once: the process may end at any time. */
final class Record {
    private final OutputStream file;

    private Record(OutputStream file) {
        this.file = file;
    }

    /** Null where it cannot be written: a rehearsal without a record is still one. */
    static Record open(String path) {
        try {
            return path.isEmpty() ? null : new Record(new FileOutputStream(path));
        } catch (IOException e) {
            return null;
        }
    }

    synchronized void write(Value... words) {
        StringBuilder line = new StringBuilder("[");
        for (int i = 0; i < words.length; i++) {
            line.append(i == 0 ? "\"" : ", \"");
            append(line, words[i].asString());
            line.append('"');
        }
        try {
            file.write(line.append("]\n").toString().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException ignored) {
            // The disk is full: what was written before still counts.
        }
    }

    private static void append(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 127 && c != '"' && c != '\\') {
                out.append(c);
            } else {
                out.append("\\u").append(String.format("%04x", (int) c));
            }
        }
    }
}
