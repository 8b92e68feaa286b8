package graalpywizard.rehearsal;

import com.oracle.truffle.api.TruffleContext;
import com.oracle.truffle.api.instrumentation.ContextsListener;
import com.oracle.truffle.api.instrumentation.TruffleInstrument;
import com.oracle.truffle.api.nodes.LanguageInfo;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.graalvm.options.OptionCategory;
import org.graalvm.options.OptionDescriptor;
import org.graalvm.options.OptionDescriptors;
import org.graalvm.options.OptionKey;
import org.graalvm.options.OptionStability;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/**
 * Writes down which modules a program looks for. An instrument, because it comes between the start of Python and the
 * program without a change of the launcher, needs no right that the program would then have too, and is in no engine.
 */
public final class Watcher extends TruffleInstrument {
    static final String ID = "graalpywizardrehearsal";
    private static final OptionKey<String> RECORD = new OptionKey<>("");

    private final AtomicBoolean begun = new AtomicBoolean();

    @Override
    protected void onCreate(Env env) {
        Charsets.asInTheEngine(!System.getProperty("graalpy.wizard.rehearsal.charsets", "all").equals("common"));
        Record record = Record.open(env.getOptions().get(RECORD));
        if (record != null) {
            env.getInstrumenter().attachContextsListener(new Begin(record), true);
        }
    }

    @Override
    protected OptionDescriptors getOptionDescriptors() {
        return OptionDescriptors.create(List.of(
                OptionDescriptor.newBuilder(RECORD, ID).category(OptionCategory.INTERNAL).stability(OptionStability.STABLE)
                        .help("The file that the rehearsal is written to.").build()));
    }

    /** Once: multiprocessing's inner contexts are other interpreters of the same program. */
    private void begin(Record record) {
        if (begun.compareAndSet(false, true)) {
            Context context = Context.getCurrent();
            Source source = Source.newBuilder("python", Hook.PYTHON, "<graalpy-wizard>").internal(true).buildLiteral();
            ProxyExecutable tell = words -> {
                record.write(words);
                return null;
            };
            context.eval(source).execute(tell);
        }
    }

    private final class Begin implements ContextsListener {
        private final Record record;

        Begin(Record record) {
            this.record = record;
        }

        @Override
        public void onLanguageContextInitialized(TruffleContext context, LanguageInfo language) {
            if (language.getId().equals("python")) {
                begin(record);
            }
        }

        @Override
        public void onContextCreated(TruffleContext context) {
        }

        @Override
        public void onLanguageContextCreated(TruffleContext context, LanguageInfo language) {
        }

        @Override
        public void onLanguageContextFinalized(TruffleContext context, LanguageInfo language) {
        }

        @Override
        public void onLanguageContextDisposed(TruffleContext context, LanguageInfo language) {
        }

        @Override
        public void onContextClosed(TruffleContext context) {
        }
    }
}
