package graalpywizard.startup;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import sun.misc.Unsafe;

/** The objects of an interpreter and their fields, those of closed modules too. */
@SuppressWarnings("deprecation")
final class Graph {
    final Unsafe unsafe = Closed.unsafe();
    private final Map<Class<?>, long[]> offsets = new HashMap<>();
    private final Map<Class<?>, Map<String, Long>> named = new HashMap<>();
    private final Map<Object, Boolean> seen = new IdentityHashMap<>(1 << 20);
    private final ArrayDeque<Object> left = new ArrayDeque<>();

    /** All that can be reached from `root`, but for classes, threads and arrays of numbers. */
    List<Object> reached(Object root) {
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
        seen.clear();
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
    long[] references(Class<?> type) {
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

    /** Of the type itself or one that it extends. */
    long offset(Class<?> type, String field) throws ReflectiveOperationException {
        Map<String, Long> known = named.computeIfAbsent(type, key -> new HashMap<>());
        Long found = known.get(field);
        for (Class<?> part = type; found == null; part = part.getSuperclass()) {
            if (part == null) {
                throw new NoSuchFieldException(type.getName() + "." + field);
            }
            for (Field one : part.getDeclaredFields()) {
                found = one.getName().equals(field) ? (Long) unsafe.objectFieldOffset(one) : found;
            }
        }
        known.put(field, found);
        return found;
    }

    /** What a static field of a closed type holds, which has to have one already. */
    Object constant(String type, String field) throws ReflectiveOperationException {
        Field found = Class.forName(type).getDeclaredField(field);
        return unsafe.getObject(unsafe.staticFieldBase(found), unsafe.staticFieldOffset(found));
    }

    Object get(Object owner, String field) throws ReflectiveOperationException {
        return unsafe.getObject(owner, offset(owner.getClass(), field));
    }

    void put(Object owner, String field, Object value) throws ReflectiveOperationException {
        unsafe.putObject(owner, offset(owner.getClass(), field), value);
    }
}
