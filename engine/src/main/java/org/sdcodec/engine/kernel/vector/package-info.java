/**
 * The kernels on the Vector API; the only package that may import {@code jdk.incubator.vector}.
 *
 * <p>Used here are lane-wise arithmetic, {@code fma}, {@code min}, {@code max}, bit shifts and reinterpretation, which
 * are exact everywhere. Not used are {@code reduceLanes} on floats and the transcendental {@code lanewise} operations:
 * their bits differ between interpreted and compiled calls.
 */
package org.sdcodec.engine.kernel.vector;
