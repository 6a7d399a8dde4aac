/**
 * What networks are made of, above single layers: blocks that several published networks share, weights that are read
 * when they are needed, and a plan of the memory that a network takes, worked out from shapes before it runs.
 *
 * <p>A network asks {@link org.sdcodec.engine.network.Layers} for its layers by the names of its tensors. Those come
 * from {@link org.sdcodec.engine.network.Parameters}, an interface, so that this package depends on no file format.
 */
package org.sdcodec.engine.network;
