/**
 * Models in the layouts that people have: a diffusers folder, a single-file checkpoint, an autoencoder alone.
 *
 * <p>{@link org.sdcodec.weights.checkpoint.DiffusionModel} opens any of them and gives each network as {@link
 * org.sdcodec.weights.ModelFiles} with diffusers' names and configuration, so that nothing above this package knows of
 * layouts. Tensors are renamed by a table ({@code LdmNames}) and never copied.
 */
package org.sdcodec.weights.checkpoint;
