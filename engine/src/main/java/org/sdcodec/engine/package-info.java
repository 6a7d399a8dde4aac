/**
 * The inference engine: tensors, kernels, layers, threads and work memory.
 *
 * <p>Everything is bit-exact on every machine. Kernels vectorize across outputs and sum each output in one stated order
 * with {@code fma}; threads split outputs, never a sum; the choice of an algorithm depends on shapes alone.
 */
package org.sdcodec.engine;
