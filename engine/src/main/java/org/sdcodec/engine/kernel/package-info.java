/**
 * The innermost loops. {@link org.sdcodec.engine.kernel.Kernels} has a scalar and a vector implementation that give the
 * same bits; {@link org.sdcodec.engine.KernelLookup} chooses one.
 */
package org.sdcodec.engine.kernel;
