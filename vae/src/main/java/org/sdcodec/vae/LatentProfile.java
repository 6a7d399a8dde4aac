package org.sdcodec.vae;

import org.sdcodec.engine.network.Extent;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.Parameters;
import org.sdcodec.engine.network.Sequence;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.weights.ModelFiles;

/**
 * What is known of an autoencoder's latents, from its configuration, its layers and its encoder's weights: for whoever
 * codes latents, or cuts a picture into parts. It is the same whichever {@link Half} is loaded.
 *
 * <p>The receptive fields say on what an output depends by its layers' sums. Beyond that, where a
 * {@linkplain #encoderSpansPicture layer spans the picture}, everything depends on everything. They do not bound the
 * last bits: Winograd's minimal filtering computes tiles of outputs together, whose rounding depends on all inputs of
 * the tile.
 *
 * @param space in which the latents lie, with scale and shift
 * @param channels numbers per cell
 * @param downsampling pixels per cell along each side
 * @param rounded whether the decoder was trained behind rounding of the scaled latent to whole steps
 *     ({@code "trained_quantization": "rounding"} in {@code config.json}; without that key it was not): such a decoder
 *     pays for values between the steps
 * @param encoderField rows of pixels, counted from the first one of a cell, on which the cell depends; 0 to d − 1 are
 *     its own. The same of columns
 * @param decoderField rows of cells, counted from a cell, on which the pixels of the cell depend; 0 is itself. The same
 *     of columns
 * @param encoderSpansPicture whether a layer of the encoder has statistics over the whole picture, or attends to all of
 *     it
 * @param decoderSpansPicture whether a layer of the decoder has, or does
 */
public record LatentProfile(
        LatentSpace space,
        int channels,
        int downsampling,
        boolean rounded,
        Extent encoderField,
        Extent decoderField,
        boolean encoderSpansPicture,
        boolean decoderSpansPicture) {
    /**
     * Reads the encoder's weights, and nothing else.
     *
     * @throws org.sdcodec.weights.WeightsException if the configuration is not supported or the weights cannot be read
     */
    public static LatentProfile of(ModelFiles files) {
        return of(files, Architecture.read(files.config()));
    }

    static LatentProfile of(ModelFiles files, AutoencoderConfig config) {
        // Networks that are never run, so that no matrix is made: both halves, of which the files may have one.
        Layers shapes = Layers.lazy(Parameters.SHAPES_ONLY, WeightResidency.DROP);
        Sequence encoder = config.encoder(shapes);
        Sequence decoder = config.decoder(shapes);
        return new LatentProfile(
                LatentSpace.of(files, config),
                config.latentChannels(),
                config.downsampling(),
                config.rounded(),
                encoder.input(new Extent(0, 0)).times(config.patch()),
                decoder.input(new Extent(0, config.downsampling() - 1).dividedBy(config.patch())),
                encoder.spansPicture(),
                decoder.spansPicture());
    }
}
