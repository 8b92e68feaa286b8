package graalpywizard.startup;

import com.oracle.graal.python.builtins.objects.module.PythonModule;
import com.oracle.graal.python.builtins.objects.type.PythonManagedClass;
import com.oracle.truffle.api.object.DynamicObject;
import com.oracle.truffle.api.object.DynamicObjectLibrary;
import com.oracle.truffle.api.object.Shape;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shapes of classes and modules without those before them. Truffle makes one for each name that an object is given, and the
 * last holds all the others, though it alone has all the names. They are looked for where a name is taken away or its
 * value no longer fits its place, but not of shapes that several threads may use ("shared"), which get new places instead.
 * GraalPy takes no name away, it writes a mark; so the places of a class stay few.
 */
final class Shapes {
    private static final int SHARED = 1 << 16;
    private static final int HAS_PLACES = 1 << 18; // in the object, not in the shape as the class of an instance

    private static final String PLACES = "com.oracle.truffle.api.object.ExtLocations$";

    private final Graph graph;

    Shapes(Graph graph) {
        this.graph = graph;
    }

    void cut(List<Object> objects) throws ReflectiveOperationException {
        Map<Object, Boolean> first = new IdentityHashMap<>();
        for (Object object : objects) {
            if (object instanceof PythonManagedClass || object instanceof PythonModule) {
                DynamicObjectLibrary.getUncached().updateShape((DynamicObject) object);
                Object start = first(((DynamicObject) object).getShape());
                if (graph.get(start, "parent") != null) { // else all other objects have it too
                    first.put(start, true);
                }
            }
        }
        for (Object object : objects) {
            if (object instanceof Shape shape && shape.isValid()) {
                Object start = first(shape);
                if (start != shape && first.containsKey(start) && graph.get(shape, "parent") != start) {
                    cut(shape, start);
                }
            }
        }
        for (Object start : first.keySet()) {
            graph.put(start, "transitionMap", null);
        }
    }

    /** Of what type a name's values were so far, in each place of its own: what only compiled code looks at. */
    void forgetTypes(List<Object> objects) throws ReflectiveOperationException {
        Class<?> place = Class.forName(PLACES + "AbstractObjectLocation");
        Object any = graph.constant(PLACES + "TypeAssumption", "ANY");
        for (Object object : objects) {
            if (place.isInstance(object)) {
                graph.put(object, "typeAssumption", any);
            }
        }
    }

    private void cut(Shape shape, Object start) throws ReflectiveOperationException {
        long flags = graph.offset(shape.getClass(), "flags");
        graph.unsafe.putInt(shape, flags, graph.unsafe.getInt(shape, flags) | SHARED);
        graph.put(shape, "parent", start);
        for (String field : new String[]{"transitionFromParent", "transitionMap", "predecessorShape"}) {
            graph.put(shape, field, null);
        }
    }

    /** The one that instances of a class, or of a module's type, start with. */
    private Object first(Object shape) throws ReflectiveOperationException {
        Object found = shape;
        while ((graph.unsafe.getInt(found, graph.offset(found.getClass(), "flags")) & HAS_PLACES) != 0) {
            found = graph.get(found, "parent");
        }
        return found;
    }
}
