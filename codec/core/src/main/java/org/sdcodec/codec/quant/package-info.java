/** From latent values to small integers and back: step sizes, the quality scale, the scalar quantiser. */
package org.sdcodec.codec.quant;
