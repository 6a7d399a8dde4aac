package org.sdcodec.engine;

import java.lang.reflect.InvocationTargetException;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

/**
 * Chooses the kernels once per JVM and says why.
 *
 * <p>The system property {@value #PROPERTY} forces {@code scalar} or {@code vector}, or vector kernels with certain
 * register tiles, such as {@code vector:12x2} ({@link Kernels#tile()}); a forced back end that cannot run is an error,
 * never a silent fall-back. Otherwise the width of the vectors and the kind of processor decide about the tiles. All
 * give the same bits; the choice is about speed alone.
 */
public final class KernelLookup {
    /** The system property that forces a back end. */
    public static final String PROPERTY = "sdcodec.kernels";

    private static final String VECTOR = "vector";
    /** What a value of the property begins with that names register tiles. */
    private static final String TILED = VECTOR + ":";
    /** Where Windows says which processor it is. */
    private static final String IDENTIFIER = "PROCESSOR_IDENTIFIER";

    private static final String MODULE = "jdk.incubator.vector";
    // By name, so that this class loads on a JVM without the module.
    private static final String VECTOR_CLASS = "org.sdcodec.engine.kernel.vector.VectorKernels";

    /** What was chosen, and one sentence that says why. */
    public record Choice(Kernels kernels, String reason) {}

    /**
     * The choice, or why there is none: kept, because a class that failed to initialize would lose the reason after the
     * first call.
     */
    private static final class Once {
        static final Choice CHOICE;
        static final IllegalStateException FAILURE;

        static {
            Choice choice = null;
            IllegalStateException failure = null;
            try {
                choice = choose(System.getProperty(PROPERTY));
            } catch (IllegalStateException e) {
                failure = e;
            }
            CHOICE = choice;
            FAILURE = failure;
        }
    }

    private KernelLookup() {}

    /**
     * The kernels of this JVM.
     *
     * @throws IllegalStateException if a back end is forced that cannot run here, or is unknown
     */
    public static Kernels kernels() {
        return choice().kernels();
    }

    /** The kernels of this JVM and the reason; see {@link #kernels()}. */
    public static Choice choice() {
        if (Once.FAILURE != null) {
            throw new IllegalStateException(Once.FAILURE.getMessage(), Once.FAILURE);
        }
        return Once.CHOICE;
    }

    /** How this JVM compiles, in its own words, such as "mixed mode, sharing"; empty if it does not say. */
    public static String compilation() {
        return System.getProperty("java.vm.info", "");
    }

    static Choice choose(String forced) {
        if (forced == null) {
            String refusal = vectorRefusal();
            return refusal == null
                    ? vector("the module " + MODULE + " is readable", Processor.read(System.getenv(IDENTIFIER)))
                    : new Choice(new ScalarKernels(), refusal);
        }
        String backEnd = forced.startsWith(TILED) ? VECTOR : forced;
        return switch (backEnd) {
            case "scalar" -> new Choice(new ScalarKernels(), "forced by -D" + PROPERTY + "=scalar");
            case VECTOR -> {
                String refusal = vectorRefusal();
                if (refusal != null) {
                    throw new IllegalStateException("-D" + PROPERTY + "=" + forced + " cannot be obeyed: " + refusal);
                }
                yield forced.startsWith(TILED)
                        ? new Choice(tiled(forced.substring(TILED.length())), "forced by -D" + PROPERTY + "=" + forced)
                        : vector("forced by -D" + PROPERTY + "=vector", Processor.read(System.getenv(IDENTIFIER)));
            }
            default ->
                throw new IllegalStateException("-D" + PROPERTY + " must be scalar, vector or vector:TILE, such as"
                        + " vector:6x4, but is '" + forced + "'");
        };
    }

    /** Why the vector kernels cannot or should not run here, as a sentence; null if nothing speaks against them. */
    private static String vectorRefusal() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return "the module " + MODULE + " is not there; start java with --add-modules=" + MODULE
                    + " for the vector kernels";
        }
        int lanes = vectorKernels().lanes();
        if (lanes < 4) {
            return "this JVM offers vectors of " + 32 * lanes + " bits only; the vector kernels need 128 or more";
        }
        return null;
    }

    /** The vector kernels with the tiles for a processor. */
    static Choice vector(String reason, Processor processor) {
        Kernels usual = vectorKernels();
        TileTable.Line line = TileTable.lineOf(usual.lanes(), processor);
        Kernels kernels = line == null ? usual : tiled(line.tile());
        String why = line == null ? "usual for vectors of this width" : line.why();
        return new Choice(kernels, reason + "; register tiles " + kernels.tile() + ", " + why);
    }

    private static Kernels vectorKernels() {
        return create(new Class<?>[0]);
    }

    private static Kernels tiled(String tile) {
        return create(new Class<?>[] {String.class}, tile);
    }

    private static Kernels create(Class<?>[] types, Object... arguments) {
        try {
            return (Kernels)
                    Class.forName(VECTOR_CLASS).getDeclaredConstructor(types).newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(
                    "the vector kernels failed to start: " + e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the vector kernels failed to start: " + e, e);
        }
    }
}
