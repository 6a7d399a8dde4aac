/** Measurements: how fast the kernels are, and what share of the machine's peak that is. See NOTES.md for what they taught. */
package org.sdcodec.benchmarks;
