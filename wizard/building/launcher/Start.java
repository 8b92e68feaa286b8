package graalpywizard;

import java.nio.charset.StandardCharsets;

/** The payload's entry "start": which file is the program and how Python is laid out around it. */
final class Start {
    static final String APP = PayloadFileSystem.ROOT + "/app";
    static final String HOME = PayloadFileSystem.ROOT + "/home";

    /** Path of the main file in the payload, "app/..." */
    final String main;
    /** __package__ for `python -m` like starts, else empty. */
    final String packageName;
    final String library;
    final String core;
    /** SHA-256 of the native modules' content, hexadecimal; empty where there are none. */
    final String nativeHash;

    private Start(String main, String packageName, String python, String graalpy, String nativeHash) {
        this.main = main;
        this.packageName = packageName;
        this.library = HOME + "/lib/python" + python;
        this.core = HOME + "/lib/graalpy" + graalpy;
        this.nativeHash = nativeHash;
    }

    static Start read(Payload payload) {
        Payload.Entry entry = payload.find("start");
        if (entry == null) {
            throw Ending.damaged("payload has no entry \"start\"");
        }
        String text = new String(payload.content(entry), StandardCharsets.UTF_8);
        Start start = new Start(value(text, "main", ""), value(text, "package", ""), value(text, "python", "3.12"),
                value(text, "graalpy", "25.0"), value(text, "native", ""));
        if (payload.find(start.main) == null) {
            throw Ending.damaged("payload lacks its program " + start.main);
        }
        return start;
    }

    String mainPath() {
        return PayloadFileSystem.ROOT + "/" + main;
    }

    /** sys.path[0]: the main file's folder, for packages the folder that holds them. */
    String firstPath() {
        return packageName.isEmpty() ? PayloadFileSystem.ROOT + "/" + main.substring(0, main.lastIndexOf('/')) : APP;
    }

    private static String value(String text, String key, String missing) {
        for (int from = 0; from < text.length();) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            if (text.startsWith(key + "=", from)) {
                return text.substring(from + key.length() + 1, end);
            }
            from = end + 1;
        }
        return missing;
    }
}
