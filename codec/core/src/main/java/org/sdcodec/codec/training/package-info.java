/** Training of what the entropy coder knows of a model's latents: the network of a prior and its export to integers. */
package org.sdcodec.codec.training;
