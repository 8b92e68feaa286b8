package graalpywizard;

/**
 * What the engine grants and how it runs. Initialised while the image is built
 * (--initialize-at-build-time=graalpywizard.EngineSettings), so that nothing at run time can change it.
 */
final class EngineSettings {
    static final String POSIX = choice("posix", "java", "native");
    static final boolean SIGNALS = choice("signals", "true", "false").equals("true");
    static final String NETWORK = choice("network", "server", "client", "none");
    static final String FILES = choice("files", "all", "read", "payload");
    static final boolean ENVIRONMENT = choice("environment", "yes", "no").equals("yes");
    static final boolean PROCESSES = choice("processes", "yes", "no").equals("yes");
    static final boolean NATIVE = choice("native", "true", "false").equals("true");
    /** Whether its jars are on the class path. GraalPy's _hashlib calls it without asking. */
    static final boolean BOUNCY_CASTLE = present("org.bouncycastle.jce.provider.BouncyCastleProvider");

    /** Whether the kept interpreter holds the functions of Bootstrap. */
    static final boolean SNAPSHOT = System.getProperty("graalpy.wizard.snapshot.modules") != null;

    private EngineSettings() {
    }

    private static boolean present(String className) {
        try {
            Class.forName(className, false, EngineSettings.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** The first value is the default; an unknown one fails the build of the engine. */
    private static String choice(String key, String... values) {
        String value = System.getProperty("graalpy.wizard." + key, values[0]);
        for (String allowed : values) {
            if (allowed.equals(value)) {
                return allowed;
            }
        }
        throw new IllegalArgumentException("graalpy.wizard." + key + "=" + value + " is unknown");
    }
}
