package org.sdcodec.codec.pipeline;

import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.mode.CodedLatent;

/**
 * A file that an encode may give, with the latent that is coded in it.
 *
 * @param file with every chunk of the finished file, or of the same size
 * @param coded its latent
 */
record Candidate(SdcFile file, CodedLatent coded) {}
