/** Whole processes over pictures of all sizes: time and memory beside other programs. */
package org.sdcodec.benchmarks.sizes;
