/**
 * The encoder's search for a latent through the decoder: gradients of bits and of the picture's error, and steps along
 * them.
 */
package org.sdcodec.codec.search;
