package graalpywizard.rehearsal;

import graalpywizard.Launcher;

/** Main class of a rehearsal: the engine's launcher on a JVM, with arguments that no locale has changed. */
public final class Rehearsal {
    private Rehearsal() {
    }

    /** {@code arguments} are ASCII: what is not stands as backslash, u and four hexadecimal digits. */
    public static void main(String[] arguments) throws InterruptedException {
        String[] decoded = new String[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            decoded[i] = decode(arguments[i]);
        }
        Launcher.main(decoded);
    }

    private static String decode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            if (text.charAt(i) == '\\') {
                out.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 6;
            } else {
                out.append(text.charAt(i++));
            }
        }
        return out.toString();
    }
}
