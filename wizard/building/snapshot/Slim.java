package graalpywizard.startup;

import com.oracle.graal.python.builtins.objects.dict.PDict;
import com.oracle.graal.python.builtins.objects.list.PList;
import com.oracle.graal.python.builtins.objects.module.PythonModule;
import com.oracle.graal.python.builtins.objects.code.PCode;
import com.oracle.graal.python.builtins.objects.function.Signature;
import com.oracle.graal.python.builtins.objects.type.TpSlots;
import com.oracle.graal.python.compiler.BytecodeCodeUnit;
import com.oracle.graal.python.compiler.CodeUnit;
import com.oracle.graal.python.nodes.HiddenAttr;
import com.oracle.graal.python.nodes.bytecode.PBytecodeRootNode;
import com.oracle.truffle.api.Assumption;
import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.object.DynamicObjectLibrary;
import com.oracle.truffle.api.source.Source;
import com.oracle.truffle.api.strings.TruffleString;
import java.lang.ref.Reference;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.graalvm.polyglot.io.ByteSequence;
import sun.misc.Unsafe;

/**
 * Makes what was imported smaller, without a change of what it does: a function that ran becomes one that never ran, equal
 * strings and arrays become one, and functions share their tables. Of 34 MB 6 are left.
 */
final class Slim {
    private static final String[] RAN = {"adoptedNodes", "variableTypes", "conditionProfiles", "sourceSection"};
    private static final String ANNOTATION = "sun.reflect.annotation.AnnotationInvocationHandler"; // of built-in functions

    private static final int MARK = 0;
    private static final String SEEN = "/graalpy/"; // where modules lie at run time; those of the core are elsewhere

    private final Graph graph = new Graph();
    private final Unsafe unsafe = graph.unsafe;
    private final Map<List<Object>, TruffleString> strings = new HashMap<>();
    private final Map<TruffleString, TruffleString> known = new IdentityHashMap<>(1 << 17);
    private final Map<Class<?>, Object> invalid = new HashMap<>();
    private final Map<Object, Object> arrays = new HashMap<>();
    private final Map<Class<?>, Map<String, Object>> defaults = new HashMap<>();

    /** All that can be reached from `root`. */
    void run(Object root) throws ReflectiveOperationException {
        // First what ran, as most of the rest then is out of reach.
        for (Object object : graph.reached(root)) {
            if (object instanceof PBytecodeRootNode function) {
                forget(function);
                show(function, PBytecodeRootNode.class, function.getSource());
            } else if (object instanceof Source source) {
                Object key = unsafe.getObject(source, graph.offset(source.getClass(), "key"));
                show(key, key.getClass().getSuperclass(), source);
                forget(source, key);
            } else if (object instanceof PList list) {
                unsafe.putObject(list, graph.offset(PList.class, "origin"), null); // the place in the code where it was made
            } else if (object instanceof ConcurrentHashMap<?, ?> map && cached(map)) {
                map.clear();
            } else if (object instanceof PythonModule module) {
                flatten(module);
            } else if (object.getClass().getName().equals(ANNOTATION)) {
                long offset = graph.offset(object.getClass(), "memberValues");
                unsafe.putObject(object, offset, members(object, (Map<?, ?>) unsafe.getObject(object, offset)));
            }
        }
        if (!"on".equals(System.getProperty("graalpy.wizard.jit"))) {
            Shapes shapes = new Shapes(graph);
            shapes.cut(graph.reached(root));
            shapes.forgetTypes(graph.reached(root));
        }
        List<Object> kept = graph.reached(root);
        for (Object object : kept) {
            if (!(object instanceof TruffleString)) {
                shareStrings(object);
            }
        }
        for (Object object : kept) {
            shareArrays(object);
        }
        for (Object object : kept) {
            shareRecords(object);
        }
        new Tables(graph).share(kept);
        // The same in other encodings, which are made again when they are needed.
        for (TruffleString string : strings.values()) {
            unsafe.putObject(string, graph.offset(TruffleString.class, "next"), null);
        }
    }

    /** Nodes, their caches and specialised code go; what stopped in its middle, as generators do, needs them. */
    private void forget(PBytecodeRootNode function) throws ReflectiveOperationException {
        if (function.getCodeUnit().isGeneratorOrCoroutine() || !unsafe.getBoolean(function, graph.offset(PBytecodeRootNode.class, "usingCachedNodes"))) {
            return;
        }
        byte[] code = (byte[]) unsafe.getObject(function, graph.offset(PBytecodeRootNode.class, "bytecode"));
        System.arraycopy(((BytecodeCodeUnit) function.getCodeUnit()).code, 0, code, 0, code.length);
        for (String field : RAN) {
            unsafe.putObject(function, graph.offset(PBytecodeRootNode.class, field), null);
        }
        unsafe.putBoolean(function, graph.offset(PBytecodeRootNode.class, "usingCachedNodes"), false);
    }

    /** The bytes that a function was read from. */
    private void forget(Source source, Object key) throws ReflectiveOperationException {
        if (source.hasBytes()) {
            unsafe.putObject(key, graph.offset(key.getClass().getSuperclass(), "content"), ByteSequence.create(new byte[0]));
        }
    }

    /** What is imported before the core is ready would be in no traceback, no chain of frames and no trace. */
    private void show(Object owner, Class<?> type, Source source) throws ReflectiveOperationException {
        if (source != null && source.getName().startsWith(SEEN)) {
            unsafe.putBoolean(owner, graph.offset(type, "internal"), false);
        }
    }

    /** All of an annotation's members, those that say nothing of their own in one map for all. */
    private Members members(Object annotation, Map<?, ?> all) throws ReflectiveOperationException {
        Class<?> type = (Class<?>) unsafe.getObject(annotation, graph.offset(annotation.getClass(), "type"));
        Map<String, Object> usual = defaults.computeIfAbsent(type, key -> {
            Map<String, Object> found = new HashMap<>();
            for (Method method : key.getDeclaredMethods()) {
                if (method.getDefaultValue() != null) {
                    found.put(method.getName(), method.getDefaultValue());
                }
            }
            return Map.copyOf(found);
        });
        List<Object> own = new ArrayList<>();
        all.forEach((name, value) -> {
            if (!Objects.deepEquals(value, usual.get(name))) {
                own.add(name);
                own.add(value);
            }
        });
        return new Members(usual, own.toArray());
    }

    /** What was parsed, by its source. */
    private static boolean cached(ConcurrentHashMap<?, ?> map) {
        for (Object key : map.keySet()) {
            return key.getClass().getName().startsWith("com.oracle.truffle.polyglot.PolyglotSourceCache$");
        }
        return false;
    }

    /** A module whose names are in a table, as those marked by imports.py, has a shape for each of them besides. */
    private static void flatten(PythonModule module) {
        if (HiddenAttr.ReadNode.executeUncached(module, HiddenAttr.DICT, null) instanceof PDict dict && dict.getItem(MARK) != null) {
            dict.delItem(MARK);
            DynamicObjectLibrary library = DynamicObjectLibrary.getUncached();
            for (Object key : library.getKeyArray(module)) {
                if (key instanceof TruffleString) {
                    library.removeKey(module, key);
                }
            }
        }
    }

    /** Equal arrays of what never changes: code, signatures, the shapes of frames. */
    private void shareArrays(Object owner) throws ReflectiveOperationException {
        if (!(owner instanceof CodeUnit || owner instanceof PBytecodeRootNode || owner instanceof PCode || owner instanceof Signature || owner instanceof FrameDescriptor)) {
            return;
        }
        long bytecode = graph.offset(PBytecodeRootNode.class, "bytecode"); // which changes when it runs
        for (long offset : graph.references(owner.getClass())) {
            Object array = owner instanceof PBytecodeRootNode && offset == bytecode ? null : unsafe.getObject(owner, offset);
            Object key = switch (array) {
                case TruffleString[] all -> List.of("strings", Arrays.asList(all));
                case Object[] all when owner instanceof FrameDescriptor -> List.of("objects", Arrays.asList(all));
                case byte[] all -> List.of("bytes", ByteBuffer.wrap(all));
                case int[] all -> List.of("ints", IntBuffer.wrap(all));
                case long[] all -> List.of("longs", LongBuffer.wrap(all));
                case null, default -> null;
            };
            if (key != null) {
                unsafe.putObject(owner, offset, arrays.computeIfAbsent(key, unused -> array));
            }
        }
    }

    /** Signatures, and the slots of classes that have the same methods, neither of which ever changes. */
    private void shareRecords(Object owner) throws ReflectiveOperationException {
        if (owner instanceof Object[] || owner instanceof Reference) {
            return;
        }
        for (long offset : graph.references(owner.getClass())) {
            Object value = unsafe.getObject(owner, offset);
            Object key = switch (value) {
                case TpSlots slots -> slots;
                case Signature one -> List.of(unsafe.getInt(one, graph.offset(Signature.class, "varArgIndex")), one.getPositionalOnlyArgIndex(), one.takesVarKeywordArgs(),
                        one.checkEnclosingType(), one.isHidden(), one.getRaiseErrorName(), Arrays.asList(one.getParameterIds()), Arrays.asList(one.getKeywordNames()));
                case null, default -> null;
            };
            if (key != null) {
                unsafe.putObject(owner, offset, arrays.computeIfAbsent(key, unused -> value));
            }
        }
    }

    private void shareStrings(Object owner) throws ReflectiveOperationException {
        if (owner instanceof Object[] array) {
            for (int i = 0; i < array.length; i++) {
                if (array[i] instanceof TruffleString string) {
                    array[i] = shared(string);
                }
            }
        } else if (!(owner instanceof Reference)) {
            for (long offset : graph.references(owner.getClass())) {
                Object value = unsafe.getObject(owner, offset);
                if (value instanceof TruffleString string) {
                    unsafe.putObject(owner, offset, shared(string));
                } else if (value instanceof Assumption assumption && !assumption.isValid()) {
                    // Which stays so for ever.
                    unsafe.putObject(owner, offset, invalid.computeIfAbsent(value.getClass(), unused -> value));
                }
            }
        }
    }

    /** The first one that was met of this encoding and content. */
    private TruffleString shared(TruffleString string) throws ReflectiveOperationException {
        TruffleString found = known.get(string);
        if (found == null) {
            byte encoding = unsafe.getByte(string, graph.offset(TruffleString.class.getSuperclass(), "encoding"));
            found = strings.computeIfAbsent(List.of(encoding, string.toJavaStringUncached()), key -> string);
            known.put(string, found);
        }
        return found;
    }
}
