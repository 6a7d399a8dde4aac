/** Rate-distortion curves of sdcodec and of other image codecs, and what is computed from them. */
package org.sdcodec.benchmarks.rd;
