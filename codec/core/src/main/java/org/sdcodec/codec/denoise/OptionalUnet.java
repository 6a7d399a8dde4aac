package org.sdcodec.codec.denoise;

import org.sdcodec.ModelException;
import org.sdcodec.SdcodecException.Kind;

/**
 * The UNet of a model, if it has one.
 *
 * @param denoiser null if it has none
 * @param modelName for messages
 */
public record OptionalUnet(Denoiser denoiser, String modelName) {

    /** Whether there is one. */
    public boolean isPresent() {
        return denoiser != null;
    }

    /**
     * @param consequence the middle of the sentence: what cannot be done without a UNet
     * @throws ModelException if there is none
     */
    public void require(String consequence) {
        if (denoiser == null) {
            throw new ModelException(Kind.NO_UNET, modelName + " has no UNet, so " + consequence);
        }
    }
}
