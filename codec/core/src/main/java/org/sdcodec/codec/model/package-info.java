/** What is known of a model's latents: their space, scale and prior, their colors. */
package org.sdcodec.codec.model;
