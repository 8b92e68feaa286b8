package graalpywizard.startup;

/** What a native image does while it is built, on a JVM: the interpreter is started when polyglot is first touched. */
public final class KeptStart {
    private KeptStart() {
    }

    public static void main(String[] arguments) throws Exception {
        Class.forName("org.graalvm.polyglot.Engine$ImplHolder");
        new StartedInterpreter().mark();
        graalpywizard.Launcher.main(arguments);
    }
}
