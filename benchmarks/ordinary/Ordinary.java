import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;

/** The ordinary way to embed GraalPy, as its documentation shows it: runs the script that its first argument names. */
public final class Ordinary {
    public static void main(String[] arguments) throws Exception {
        Path script = Path.of(arguments[0]);
        try (Context context = Context.newBuilder("python").allowAllAccess(true).arguments("python", arguments)
                .option("engine.WarnInterpreterOnly", "false").build()) {
            context.eval(Source.newBuilder("python", Files.readString(script), script.toString()).build());
        } catch (PolyglotException e) {
            if (e.isExit()) {
                System.exit(e.getExitStatus());
            }
            throw e;
        }
    }
}
