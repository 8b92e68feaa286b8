package graalpywizard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system says of its mounted file systems. */
final class Mounts {
    private Mounts() {
    }

    /** False where the file system of this real folder is mounted `noexec`: no library can be loaded from there. */
    static boolean allowExecution(Path folder) {
        String text;
        try {
            text = new String(Files.readAllBytes(Path.of("/proc/self/mounts")), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return true;
        }
        int longest = -1;
        boolean allowed = true;
        for (String line : text.split("\n")) {
            String[] fields = line.split(" ");
            // The last mount at a place hides those before it.
            if (fields.length > 3 && folder.startsWith(unescaped(fields[1])) && fields[1].length() >= longest) {
                longest = fields[1].length();
                allowed = !("," + fields[3] + ",").contains(",noexec,");
            }
        }
        return allowed;
    }

    private static String unescaped(String field) {
        return field.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
    }
}
