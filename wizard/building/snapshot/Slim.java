package graalpywizard.startup;

import com.oracle.graal.python.builtins.objects.dict.PDict;
import com.oracle.graal.python.builtins.objects.list.PList;
import com.oracle.graal.python.builtins.objects.module.PythonModule;
import com.oracle.graal.python.builtins.objects.code.PCode;
import com.oracle.graal.python.builtins.objects.function.Signature;
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
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayDeque;
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
 * strings become one, and tables without an entry become one. Of 34 MB 13 are left.
 */
final class Slim {
    private static final String[] RAN = {"adoptedNodes", "variableTypes", "conditionProfiles", "sourceSection"};
    private static final String ANNOTATION = "sun.reflect.annotation.AnnotationInvocationHandler"; // of built-in functions
    private static final String[] TABLES = {"generalizeInputsMap", "generalizeVarsMap"};

    private static final int MARK = 0;
    private static final String SEEN = "/graalpy/"; // where modules lie at run time; those of the core are elsewhere

    private final Unsafe unsafe = Closed.unsafe();
    private final Map<Class<?>, long[]> offsets = new HashMap<>();
    private final Map<Object, Boolean> seen = new IdentityHashMap<>(1 << 20);
    private final ArrayDeque<Object> left = new ArrayDeque<>();
    private final Map<List<Object>, TruffleString> strings = new HashMap<>();
    private final Map<TruffleString, TruffleString> known = new IdentityHashMap<>(1 << 17);
    private final Map<Integer, int[][]> empty = new HashMap<>();
    private final Map<Class<?>, Object> invalid = new HashMap<>();
    private final Map<Object, Object> arrays = new HashMap<>();
    private final Map<Class<?>, Map<String, Object>> defaults = new HashMap<>();
    private final Map<List<Integer>, int[]> rows = new HashMap<>();

    /** All that can be reached from `root`. */
    void run(Object root) throws ReflectiveOperationException {
        // First what ran, as most of the rest then is out of reach.
        for (Object object : reached(root)) {
            if (object instanceof PBytecodeRootNode function) {
                forget(function);
                show(function, PBytecodeRootNode.class, function.getSource());
            } else if (object instanceof BytecodeCodeUnit unit) {
                shareTables(BytecodeCodeUnit.class, unit);
            } else if (object instanceof Source source) {
                Object key = unsafe.getObject(source, offset(source.getClass(), "key"));
                show(key, key.getClass().getSuperclass(), source);
                forget(source, key);
            } else if (object instanceof PList list) {
                unsafe.putObject(list, offset(PList.class, "origin"), null); // the place in the code where it was made
            } else if (object instanceof ConcurrentHashMap<?, ?> map && cached(map)) {
                map.clear();
            } else if (object instanceof PythonModule module) {
                flatten(module);
            } else if (object.getClass().getName().equals(ANNOTATION)) {
                long offset = offset(object.getClass(), "memberValues");
                unsafe.putObject(object, offset, members(object, (Map<?, ?>) unsafe.getObject(object, offset)));
            }
        }
        List<Object> kept = reached(root);
        for (Object object : kept) {
            if (!(object instanceof TruffleString)) {
                shareStrings(object);
            }
        }
        for (Object object : kept) {
            shareArrays(object);
        }
        // The same in other encodings, which are made again when they are needed.
        for (TruffleString string : strings.values()) {
            unsafe.putObject(string, offset(TruffleString.class, "next"), null);
        }
    }

    private List<Object> reached(Object root) {
        seen.clear();
        List<Object> found = new ArrayList<>();
        add(root);
        while (!left.isEmpty()) {
            Object object = left.poll();
            found.add(object);
            if (object instanceof Object[] array) {
                for (Object element : array) {
                    add(element);
                }
            } else {
                for (long offset : references(object.getClass())) {
                    add(unsafe.getObject(object, offset));
                }
            }
        }
        return found;
    }

    private void add(Object object) {
        if (object == null || object instanceof Class || object instanceof Thread || object instanceof ClassLoader || seen.put(object, true) != null) {
            return;
        }
        Class<?> type = object.getClass();
        if (type.isArray() ? !type.getComponentType().isPrimitive() : !type.isHidden() && !type.isRecord()) {
            left.add(object);
        }
    }

    /** Where the references of an object of this type are. */
    private long[] references(Class<?> type) {
        return offsets.computeIfAbsent(type, key -> {
            List<Long> found = new ArrayList<>();
            for (Class<?> part = key; part != null; part = part.getSuperclass()) {
                for (Field field : part.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                        found.add(unsafe.objectFieldOffset(field));
                    }
                }
            }
            return found.stream().mapToLong(Long::longValue).toArray();
        });
    }

    /** Nodes, their caches and specialised code go; what stopped in its middle, as generators do, needs them. */
    private void forget(PBytecodeRootNode function) throws ReflectiveOperationException {
        shareTables(PBytecodeRootNode.class, function);
        if (function.getCodeUnit().isGeneratorOrCoroutine() || !unsafe.getBoolean(function, offset(PBytecodeRootNode.class, "usingCachedNodes"))) {
            return;
        }
        byte[] code = (byte[]) unsafe.getObject(function, offset(PBytecodeRootNode.class, "bytecode"));
        System.arraycopy(((BytecodeCodeUnit) function.getCodeUnit()).code, 0, code, 0, code.length);
        for (String field : RAN) {
            unsafe.putObject(function, offset(PBytecodeRootNode.class, field), null);
        }
        unsafe.putBoolean(function, offset(PBytecodeRootNode.class, "usingCachedNodes"), false);
    }

    /** They are looked up by the place in the code, so a longer one serves as well. */
    private void shareTables(Class<?> type, Object owner) throws ReflectiveOperationException {
        for (String name : TABLES) {
            int[][] table = (int[][]) unsafe.getObject(owner, offset(type, name));
            if (table != null && isEmpty(table)) {
                int size = Integer.highestOneBit(Math.max(table.length, 1)) << 1;
                table = empty.computeIfAbsent(size, length -> new int[length][]);
                unsafe.putObject(owner, offset(type, name), table);
            }
            for (int i = 0; table != null && i < table.length; i++) {
                int[] row = table[i];
                table[i] = row == null ? null : rows.computeIfAbsent(Arrays.stream(row).boxed().toList(), key -> row);
            }
        }
    }

    /** The bytes that a function was read from. */
    private void forget(Source source, Object key) throws ReflectiveOperationException {
        if (source.hasBytes()) {
            unsafe.putObject(key, offset(key.getClass().getSuperclass(), "content"), ByteSequence.create(new byte[0]));
        }
    }

    /** What is imported before the core is ready would be in no traceback, no chain of frames and no trace. */
    private void show(Object owner, Class<?> type, Source source) throws ReflectiveOperationException {
        if (source != null && source.getName().startsWith(SEEN)) {
            unsafe.putBoolean(owner, offset(type, "internal"), false);
        }
    }

    /** All of an annotation's members, those that say nothing of their own in one map for all. */
    private Members members(Object annotation, Map<?, ?> all) throws ReflectiveOperationException {
        Class<?> type = (Class<?>) unsafe.getObject(annotation, offset(annotation.getClass(), "type"));
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

    private static boolean isEmpty(int[][] table) {
        for (int[] entry : table) {
            if (entry != null) {
                return false;
            }
        }
        return true;
    }

    /** Equal arrays of what never changes: code, signatures, the shapes of frames. */
    private void shareArrays(Object owner) throws ReflectiveOperationException {
        if (!(owner instanceof CodeUnit || owner instanceof PBytecodeRootNode || owner instanceof PCode || owner instanceof Signature || owner instanceof FrameDescriptor)) {
            return;
        }
        long bytecode = offset(PBytecodeRootNode.class, "bytecode"); // which changes when it runs
        for (long offset : references(owner.getClass())) {
            Object array = owner instanceof PBytecodeRootNode && offset == bytecode ? null : unsafe.getObject(owner, offset);
            Object key = switch (array) {
                case TruffleString[] all -> List.of("strings", Arrays.asList(all));
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

    private void shareStrings(Object owner) throws ReflectiveOperationException {
        if (owner instanceof Object[] array) {
            for (int i = 0; i < array.length; i++) {
                if (array[i] instanceof TruffleString string) {
                    array[i] = shared(string);
                }
            }
        } else if (!(owner instanceof Reference)) {
            for (long offset : references(owner.getClass())) {
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
            byte encoding = unsafe.getByte(string, offset(TruffleString.class.getSuperclass(), "encoding"));
            found = strings.computeIfAbsent(List.of(encoding, string.toJavaStringUncached()), key -> string);
            known.put(string, found);
        }
        return found;
    }

    @SuppressWarnings("deprecation")
    private long offset(Class<?> type, String field) throws ReflectiveOperationException {
        return unsafe.objectFieldOffset(type.getDeclaredField(field));
    }
}
