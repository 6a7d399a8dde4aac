/**
 * Published models: which there are, where they lie on this machine, how they get there.
 *
 * <p>{@link org.sdcodec.weights.hub.ModelLibrary} lists and finds models in folders and in the Hugging Face hub cache;
 * {@link org.sdcodec.weights.hub.Downloader} fetches one into that cache, in the layout that other programs share. All
 * settings come from {@link org.sdcodec.weights.hub.HubEnvironment}, which is made from a map of environment variables:
 * nothing here reads the process's own.
 */
package org.sdcodec.weights.hub;
