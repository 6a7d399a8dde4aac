package org.sdcodec.engine.kernel.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the classes of register tiles, {@code GemmTiles}, {@code PackedTiles}, {@code WideTiles} and {@code SlabTiles}, whose sums are
 * local variables: an array of vectors would live in memory.
 *
 * <p>A kind of tile is a subclass that says where the elements of A lie and what surrounds the loop; its heights are a list. What all have in
 * common, and with it the order of the sums, stands here once. {@code TileWriterTest} compares the committed classes with what this writes.
 */
abstract class TileWriter {
    /** What the sums of a row are called, one name for each vector. */
    private static final String[] SUMS = {"s", "t", "u", "v"};

    private final StringBuilder text = new StringBuilder();
    private final int vectors;
    private int indent = 4;

    TileWriter(int vectors) {
        this.vectors = vectors;
    }

    /** @param args the folder of the package's sources, where the classes are replaced */
    public static void main(String[] args) throws IOException {
        for (Map.Entry<String, String> source : sources().entrySet()) {
            Files.writeString(Path.of(args[0], source.getKey()), source.getValue());
        }
    }

    /** The contents of the files by name. */
    static Map<String, String> sources() {
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put("GemmTiles.java", new PlainTileWriter().source());
        sources.put("PackedTiles.java", new PackedTileWriter().source());
        sources.put("WideTiles.java", new WideTileWriter().source());
        sources.put("SlabTiles.java", new SlabTileWriter().source());
        return sources;
    }

    /** The whole file. */
    abstract String source();

    /** Element {@code row} of the column of A that a step needs. */
    abstract String elementOfA(int row);

    /** Where the sums of a row begin: the index in {@code from}. */
    abstract String beginOfSums(int row);

    /** Where the sums of a row end: the index in {@code c}. */
    abstract String endOfSums(int row);

    /** Where a vector of B lies; vector 0 lies at {@code q}. */
    String indexOfB(int vector) {
        return "q" + offset(vector);
    }

    final void line(String line) {
        text.append(line.isEmpty() ? "" : " ".repeat(indent)).append(line).append('\n');
    }

    final void lines(String... lines) {
        for (String line : lines) {
            line(line);
        }
    }

    final void open(String line) {
        line(line + " {");
        indent += 4;
    }

    final void close() {
        indent -= 4;
        line("}");
    }

    /** The head of a method, a parameter per line. */
    final void openMethod(String head, String... parameters) {
        line(head + "(");
        for (int i = 0; i < parameters.length; i++) {
            boolean last = i == parameters.length - 1;
            line("        " + parameters[i] + (last ? ") {" : ","));
        }
        indent += 4;
    }

    /** {@code int a1 = aOff + stride;} and so on, for the rows after the first. */
    final void rowOffsets(int rows, String name, String first, String stride) {
        for (int i = 1; i < rows; i++) {
            line("int %s%d = %s + %s;".formatted(name, i, first, times(i, stride)));
        }
    }

    final void loadSums(int rows) {
        for (int i = 0; i < rows; i++) {
            for (int v = 0; v < vectors; v++) {
                line("FloatVector %s%d = FloatVector.fromArray(SPECIES, from, %s%s);"
                        .formatted(SUMS[v], i, beginOfSums(i), offset(v)));
            }
        }
    }

    /** The products of one step, in the order of the rows. */
    final void step(int rows) {
        for (int v = 0; v < vectors; v++) {
            line("FloatVector b%d = FloatVector.fromArray(SPECIES, b, %s);".formatted(v, indexOfB(v)));
        }
        for (int i = 0; i < rows; i++) {
            line("FloatVector x%d = FloatVector.broadcast(SPECIES, a[%s]);".formatted(i, elementOfA(i)));
            for (int v = 0; v < vectors; v++) {
                line("%s%d = x%d.fma(b%d, %s%d);".formatted(SUMS[v], i, i, v, SUMS[v], i));
            }
        }
    }

    /**
     * Stores the sums, cast to their class. The compiler begins with a tile while its first loop runs, and knows of a vector behind the loop no
     * more than the abstract class: without the cast each store makes an object then. The class is a constant, so that the cast takes no time.
     */
    final void storeSums(int rows) {
        for (int i = 0; i < rows; i++) {
            for (int v = 0; v < vectors; v++) {
                line("((FloatVector) TYPE.cast(%s%d)).intoArray(c, %s%s);"
                        .formatted(SUMS[v], i, endOfSums(i), offset(v)));
            }
        }
    }

    /** A whole file: the given beginning, the class's constants, and what was written so far. */
    final String file(String imports, String documentation, String name, String constants) {
        return """
                package org.sdcodec.engine.kernel.vector;

                %s
                %s
                final class %s {
                    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
                    private static final Class<?> TYPE = SPECIES.vectorType();
                    private static final int LANES = SPECIES.length();
                %s
                    private %s() {}
                %s}
                """.formatted(imports, documentation, name, constants, name, text);
    }

    static String times(int factor, String what) {
        return factor == 1 ? what : factor + " * " + what;
    }

    private static String offset(int vector) {
        return vector == 0 ? "" : " + " + times(vector, "LANES");
    }
}
