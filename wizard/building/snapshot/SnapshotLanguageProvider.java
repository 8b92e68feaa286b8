package graalpywizard.startup;

import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.provider.TruffleLanguageProvider;
import java.util.Collection;
import java.util.List;

/** How Truffle finds the language. */
@TruffleLanguage.Registration(id = "snapshot", name = "snapshot", dependentLanguages = "python", characterMimeTypes = "application/x-snapshot",
        contextPolicy = TruffleLanguage.ContextPolicy.SHARED)
public final class SnapshotLanguageProvider extends TruffleLanguageProvider {
    @Override
    protected String getLanguageClassName() {
        return "graalpywizard.startup.SnapshotLanguage";
    }

    @Override
    protected Object create() {
        return new SnapshotLanguage();
    }

    @Override
    protected Collection<String> getServicesClassNames() {
        return List.of();
    }

    @Override
    protected List<?> createFileTypeDetectors() {
        return List.of();
    }
}
