/** From latent values to small integers and back: step sizes, the quality scale, the scalar quantizer. */
package org.sdcodec.codec.quant;
