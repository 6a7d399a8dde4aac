/** Mode scalar: values are quantized with one step, uniformly or jointly, and coded by the entropy coder of sdcodec. */
package org.sdcodec.codec.scalar;
