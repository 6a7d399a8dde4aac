/**
 * Weights of networks: named tensors, configurations, and how a network gets its own from them.
 *
 * <p>{@link org.sdcodec.weights.ModelFiles} are a {@link org.sdcodec.weights.ModelConfig} and a
 * {@link org.sdcodec.weights.TensorSource}. A network asks for its tensors through {@link org.sdcodec.weights.Weights},
 * which checks their shapes and that none is left over. Whatever is wrong with a file ends in a
 * {@link org.sdcodec.weights.WeightsException} that says so in one sentence.
 *
 * <p>The other packages of this module depend on this one: the file format ({@code safetensors}), published layouts of
 * models ({@code checkpoint}), downloads ({@code hub}), and the model that is part of the library ({@code embedded}).
 */
package org.sdcodec.weights;
