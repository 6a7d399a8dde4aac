/**
 * Weights: reading and writing safetensors files, model folders as they are published, the embedded model.
 *
 * <p>The path of a network's weights: {@link org.sdcodec.weights.ModelFolder} (or {@link
 * org.sdcodec.weights.EmbeddedModel}) gives {@link org.sdcodec.weights.ModelFiles}, which are a {@link
 * org.sdcodec.weights.ModelConfig} and a {@link org.sdcodec.weights.TensorSource}; the model asks for its tensors
 * through {@link org.sdcodec.weights.Weights}, which checks their shapes and that none is left over. Whatever is wrong
 * with a file ends in a {@link org.sdcodec.weights.ModelException} that says so in one sentence.
 *
 * <p>The reader stands in for the library safetensors-java, which is not on Maven Central, reads a whole file into one
 * array (so no file over 2 GiB), knows only F32 and I64, and checks with {@code assert}.
 */
package org.sdcodec.weights;
