package graalpywizard.startup;

import com.oracle.graal.python.compiler.BytecodeCodeUnit;
import com.oracle.graal.python.compiler.OpCodes;
import com.oracle.graal.python.nodes.bytecode.PBytecodeRootNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tables by which a function goes back from unboxed numbers: for a few places in its code, and for each variable, the places
 * where the numbers came from. Functions that never read the same place of one with another result have one in common.
 */
final class Tables {
    private static final String INPUTS = "generalizeInputsMap";
    private static final String VARIABLES = "generalizeVarsMap";

    /** One for many: places that are read hold what they did, null too; the others may hold anything. */
    private static final class Shared {
        private final int[][] rows;
        private final BitSet read = new BitSet();

        private Shared(int size) {
            rows = new int[size][];
        }

        private boolean takes(int[][] table, BitSet places) {
            for (int i = places.nextSetBit(0); i >= 0; i = places.nextSetBit(i + 1)) {
                if (i >= rows.length || read.get(i) && rows[i] != table[i]) {
                    return false;
                }
            }
            return table.length <= rows.length;
        }

        private void take(int[][] table, BitSet places) {
            places.stream().forEach(i -> rows[i] = table[i]);
            read.or(places);
        }
    }

    /** A function's table and the places of it that are read. */
    private record Own(int[][] table, BitSet places) {
    }

    private final Graph graph;
    private final Map<List<Integer>, int[]> rows = new HashMap<>();

    Tables(Graph graph) {
        this.graph = graph;
    }

    void share(List<Object> objects) throws ReflectiveOperationException {
        Map<int[][], Own> inputs = new LinkedHashMap<>();
        Map<int[][], Own> variables = new LinkedHashMap<>();
        for (Object object : objects) {
            if (object instanceof BytecodeCodeUnit unit && unit.generalizeInputsMap != null && unit.generalizeVarsMap != null) {
                add(inputs, unit.generalizeInputsMap, read(unit));
                BitSet all = new BitSet();
                all.set(0, unit.generalizeVarsMap.length);
                add(variables, unit.generalizeVarsMap, all);
            }
        }
        Map<int[][], int[][]> shared = merged(inputs);
        shared.putAll(merged(variables));
        for (Object object : objects) {
            if (object instanceof BytecodeCodeUnit || object instanceof PBytecodeRootNode) {
                for (String field : new String[]{INPUTS, VARIABLES}) {
                    int[][] found = shared.get((int[][]) graph.get(object, field));
                    if (found != null) {
                        graph.put(object, field, found);
                    }
                }
            }
        }
    }

    private void add(Map<int[][], Own> all, int[][] table, BitSet places) {
        for (int i = 0; i < table.length; i++) {
            int[] row = table[i];
            table[i] = row == null ? null : rows.computeIfAbsent(Arrays.stream(row).boxed().toList(), key -> row);
        }
        all.computeIfAbsent(table, key -> new Own(key, new BitSet())).places.or(places);
    }

    /**
     * Where a function reads: at instructions that may take unboxed numbers, and, as GraalPy looks up a variable that way
     * when it stores something else, at the numbers of its variables.
     */
    private static BitSet read(BytecodeCodeUnit unit) {
        BitSet places = new BitSet();
        places.set(0, Math.min(unit.generalizeVarsMap.length, unit.generalizeInputsMap.length));
        for (int place = 0; place < unit.code.length;) {
            OpCodes code = OpCodes.fromOpCode(unit.code[place]);
            if ((code.quickens == null ? code : code.quickens).canQuickenInputTypes() != 0) {
                places.set(place);
            }
            place += code.length();
        }
        return places;
    }

    /** From each table to the one that it is part of. The longest come first, as the others fit into them. */
    private static Map<int[][], int[][]> merged(Map<int[][], Own> all) {
        List<Own> sorted = new ArrayList<>(all.values());
        sorted.sort(Comparator.comparingInt((Own own) -> own.table.length).reversed());
        List<Shared> found = new ArrayList<>();
        Map<int[][], int[][]> result = new LinkedHashMap<>();
        for (Own own : sorted) {
            Shared into = found.stream().filter(one -> one.takes(own.table, own.places)).findFirst().orElse(null);
            if (into == null) {
                into = new Shared(own.table.length);
                found.add(into);
            }
            into.take(own.table, own.places);
            result.put(own.table, into.rows);
        }
        return result;
    }
}
