/** How many bytes the modes of the codec need for given latents, and how exactly they keep them. */
package org.sdcodec.benchmarks.latents;
