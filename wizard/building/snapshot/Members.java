package graalpywizard.startup;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The members of an annotation: names and values of its own, and those that it has from its type. */
final class Members extends AbstractMap<String, Object> {
    private final Map<String, Object> usual;
    private final Object[] own;

    Members(Map<String, Object> usual, Object[] own) {
        this.usual = usual;
        this.own = own;
    }

    @Override
    public Object get(Object name) {
        for (int i = 0; i < own.length; i += 2) {
            if (own[i].equals(name)) {
                return own[i + 1];
            }
        }
        return usual.get(name);
    }

    @Override
    public boolean containsKey(Object name) {
        return get(name) != null;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        Map<String, Object> all = new HashMap<>(usual);
        for (int i = 0; i < own.length; i += 2) {
            all.put((String) own[i], own[i + 1]);
        }
        return all.entrySet();
    }
}
