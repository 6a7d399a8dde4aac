package org.sdcodec;

/** Receives how far an encode or decode has come. Called on the thread that encodes or decodes; should return quickly. */
@FunctionalInterface
public interface ProgressListener {

    /** A listener that does nothing. */
    ProgressListener NONE = (stage, done, total) -> {};

    /**
     * A stage has begun ({@code done} is 0), has moved on or has ended ({@code done} is {@code total}); the next stage begins after
     * that. Within a stage {@code done} rises and {@code total} stays. Units take unequal time.
     *
     * @param stage what is being worked on
     * @param done how many of the stage's units, for instance blocks of the network, are finished
     * @param total how many units the stage has, at least 1
     */
    void onProgress(Stage stage, int done, int total);

    /**
     * A truncated or damaged file is decoded, as {@link DecodeOptions.Builder#partial} allowed. Called before the latent becomes a
     * picture; not called for a file that is whole.
     *
     * @param part how much of the file there was
     */
    default void onPartial(DecodedPart part) {}

    /** The parts of an encode or decode, in their order. Not all come in every one. */
    enum Stage {
        /** Encoding: pixels to latent, the network's first half. */
        VAE_ENCODE("image to latent"),
        /**
         * Encoding: searching a latent through the decoder, at efforts 8 and 9; again for each step that a target makes
         * it try. In mode ddcm, the steps that the file chooses.
         */
        SEARCH("searching"),
        /** Encoding: quantizing the latent and coding it. */
        ENTROPY_ENCODE("coding"),
        /** Encoding: trying how the decoder's UNet serves this picture best. */
        TUNE("trying denoisings"),
        /** Decoding: reading the file and its symbols. */
        ENTROPY_DECODE("reading"),
        /** Decoding: the UNet's steps. */
        DENOISE("denoising"),
        /** Decoding: latent to pixels, the network's second half. */
        VAE_DECODE("latent to image");

        private final String title;

        Stage(String title) {
            this.title = title;
        }

        /** A few words for people. */
        public String title() {
            return title;
        }
    }
}
