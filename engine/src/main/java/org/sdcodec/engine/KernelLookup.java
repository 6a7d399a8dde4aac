package org.sdcodec.engine;

import java.lang.reflect.InvocationTargetException;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

/**
 * Chooses the kernels once per JVM and says why.
 *
 * <p>The system property {@value #PROPERTY} forces {@code scalar} or {@code vector}; a forced back end that cannot run is an
 * error, never a silent fall-back. Both give the same bits; the choice is about speed alone.
 */
public final class KernelLookup {
    /** The system property that forces a back end. */
    public static final String PROPERTY = "sdcodec.kernels";

    private static final String MODULE = "jdk.incubator.vector";
    // By name, so that this class loads on a JVM without the module.
    private static final String VECTOR_CLASS = "org.sdcodec.engine.kernel.vector.VectorKernels";

    /** What was chosen, and one sentence that says why. */
    public record Choice(Kernels kernels, String reason) {}

    /** The choice, or why there is none: kept, because a class that failed to initialise would lose the reason after the first call. */
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

    static Choice choose(String forced) {
        if (forced == null) {
            String refusal = vectorRefusal();
            return refusal == null
                    ? vector("the module " + MODULE + " is readable")
                    : new Choice(new ScalarKernels(), refusal);
        }
        return switch (forced) {
            case "scalar" -> new Choice(new ScalarKernels(), "forced by -D" + PROPERTY + "=scalar");
            case "vector" -> {
                String refusal = vectorRefusal();
                if (refusal != null) {
                    throw new IllegalStateException("-D" + PROPERTY + "=vector cannot be obeyed: " + refusal);
                }
                yield vector("forced by -D" + PROPERTY + "=vector");
            }
            default ->
                throw new IllegalStateException("-D" + PROPERTY + " must be scalar or vector, but is '" + forced + "'");
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

    private static Choice vector(String reason) {
        return new Choice(vectorKernels(), reason);
    }

    private static Kernels vectorKernels() {
        try {
            return (Kernels)
                    Class.forName(VECTOR_CLASS).getDeclaredConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the vector kernels failed to start: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the vector kernels failed to start: " + e, e);
        }
    }
}
