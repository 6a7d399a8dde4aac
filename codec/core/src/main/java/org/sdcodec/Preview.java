package org.sdcodec;

import java.nio.file.Path;

/**
 * Small pictures of {@code .sdc} files in milliseconds, without neural inference: each cell of the latent becomes one
 * pixel. Immutable and thread-safe.
 */
public interface Preview {

    /** For files of the model that comes with sdcodec. */
    static Preview embedded() {
        return CodecProviders.get().embeddedPreview();
    }

    /**
     * For files of another model, coded as {@link Codec} does by default.
     *
     * @param model as {@link Codec.Builder#model} takes it
     * @throws ModelException if the model cannot be used, or there is no map from its latents to colors
     */
    static Preview open(Path model) {
        return CodecProviders.get().preview(model);
    }

    /** {@link #decode(byte[], DecodeOptions)} with the {@linkplain DecodeOptions#DEFAULT default options}. */
    default Picture decode(byte[] sdc) {
        return decode(sdc, DecodeOptions.DEFAULT);
    }

    /** {@link #decode(byte[], DecodeOptions, ProgressListener)} without a listener. */
    default Picture decode(byte[] sdc, DecodeOptions options) {
        return decode(sdc, options, ProgressListener.NONE);
    }

    /**
     * Decodes a file to one pixel per cell of its latent.
     *
     * @param sdc the whole file, or the start of one if the options allow that; not modified
     * @param options of these, how many pixels the file may have at most, and whether it may be truncated
     * @param listener receives how far the decode has come
     * @return ⌈width/d⌉ × ⌈height/d⌉ pixels, opaque, d being the model's {@linkplain ModelInfo#downsampling
     *     downsampling}; transparency is not shown
     * @throws SdcFormatException if it is damaged or no {@code .sdc} file
     * @throws ModelException if its latent is of another space, or coded with another prior
     * @throws PictureTooLargeException if it has more pixels than the options allow
     */
    Picture decode(byte[] sdc, DecodeOptions options, ProgressListener listener);

    /** {@link #decodeFullSize(byte[], DecodeOptions)} with the {@linkplain DecodeOptions#DEFAULT default options}. */
    default Picture decodeFullSize(byte[] sdc) {
        return decodeFullSize(sdc, DecodeOptions.DEFAULT);
    }

    /** {@link #decodeFullSize(byte[], DecodeOptions, ProgressListener)} without a listener. */
    default Picture decodeFullSize(byte[] sdc, DecodeOptions options) {
        return decodeFullSize(sdc, options, ProgressListener.NONE);
    }

    /** As {@link #decode}, in the size of the picture: between the cells' centers, colors are interpolated linearly. */
    Picture decodeFullSize(byte[] sdc, DecodeOptions options, ProgressListener listener);
}
