package graalpywizard.rehearsal;

import com.oracle.truffle.api.instrumentation.TruffleInstrument;
import com.oracle.truffle.api.instrumentation.provider.TruffleInstrumentProvider;
import java.util.Collection;
import java.util.List;

/** Tells Truffle of the watcher; written by hand, as its annotation processor would need one more jar. */
@TruffleInstrument.Registration(id = Watcher.ID, name = "graalpy-wizard rehearsal", version = "1")
public final class WatcherProvider extends TruffleInstrumentProvider {
    @Override
    public String getInstrumentClassName() {
        return Watcher.class.getName();
    }

    @Override
    public Object create() {
        return new Watcher();
    }

    @Override
    public Collection<String> getServicesClassNames() {
        return List.of();
    }

    @Override
    public List<String> getInternalResourceIds() {
        return List.of();
    }

    @Override
    public Object createInternalResource(String resourceId) {
        throw new IllegalArgumentException(resourceId);
    }
}
