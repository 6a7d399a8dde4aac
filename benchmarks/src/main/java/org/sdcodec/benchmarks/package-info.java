/**
 * Measurements: how fast the kernels are, and what share of the machine's peak that is. The results are in
 * benchmarks/notes.
 */
package org.sdcodec.benchmarks;
