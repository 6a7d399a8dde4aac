/**
 * The file format safetensors: one file, a sharded set of files, and writing.
 *
 * <p>The reader stands in for the library safetensors-java, which is not on Maven Central, reads a whole file into one
 * array (so no file over 2 GiB), knows only F32 and I64, and checks with {@code assert}.
 */
package org.sdcodec.weights.safetensors;
