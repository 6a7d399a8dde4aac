package org.sdcodec.benchmarks.kernels;

/** What one call of a benchmark does; implemented by the enums of shapes. */
interface Work {
    /** Floating-point operations, a fused multiply-add being two; or elements, for what is not made of them. */
    double amount();

    /** Whether {@link #amount} counts floating-point operations, so that it can be compared with the FMA peak. */
    default boolean isFlops() {
        return true;
    }
}
