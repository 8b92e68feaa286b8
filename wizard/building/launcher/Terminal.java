package graalpywizard;

import org.graalvm.nativeimage.ImageInfo;
import org.graalvm.nativeimage.c.function.CFunction;

/** Which standard streams are a terminal: GraalPy's Java backend has one answer for all three, given by its embedder. */
final class Terminal {
    private Terminal() {
    }

    static boolean is(int descriptor) {
        return ImageInfo.inImageRuntimeCode() ? isatty(descriptor) != 0 : System.console() != null && System.console().isTerminal();
    }

    @CFunction("isatty")
    private static native int isatty(int descriptor);
}
