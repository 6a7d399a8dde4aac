package org.sdcodec;

import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Receives how far an encode or decode has come, and may end it. Called on the thread that encodes or decodes, unless a
 * method says otherwise; should return quickly.
 */
@FunctionalInterface
public interface ProgressListener {

    /** A listener that does nothing. */
    ProgressListener NONE = (stage, done, total) -> {};

    /**
     * A stage has begun ({@code done} is 0), has moved on or has ended ({@code done} is {@code total}); the next stage
     * begins after that. Within a stage {@code done} rises and {@code total} stays. Units take unequal time.
     *
     * @param stage what is being worked on
     * @param done how many of the stage's units, for instance blocks of the network, are finished
     * @param total how many units the stage has, at least 1
     */
    void onProgress(Stage stage, int done, int total);

    /**
     * A truncated or damaged file is decoded, as {@link DecodeOptions.Builder#partial} allowed. Called before the
     * latent becomes a picture; not called for a file that is whole.
     *
     * @param part how much of the file there was
     */
    default void onPartial(DecodedPart part) {}

    /**
     * A file does not hold all {@linkplain Picture#metadata metadata} of its picture. Called once, before the latent is
     * coded; not called if nothing is left out.
     *
     * @param bytes of the metadata that are left out, by the difference of sizes
     * @param reasons a sentence for each part that the {@linkplain EncodeOptions#metadata options} ask for and that
     *     cannot be kept, without a full stop
     */
    default void onMetadataLeftOut(long bytes, List<String> reasons) {}

    /**
     * Whether the call is to end early, with an {@link InterruptedCallException}. Asked all the time during the work,
     * on several threads at once: it must return instantly, and once true stay true.
     */
    default boolean isCancelled() {
        return false;
    }

    /**
     * A listener that does nothing but cancel:
     *
     * <pre>{@code
     * AtomicBoolean stop = new AtomicBoolean();
     * codec.decode(file, DecodeOptions.DEFAULT, ProgressListener.cancelledWhen(stop::get));
     * }</pre>
     *
     * @param condition as {@link #isCancelled}
     */
    static ProgressListener cancelledWhen(BooleanSupplier condition) {
        Objects.requireNonNull(condition, "condition");
        return new ProgressListener() {
            @Override
            public void onProgress(Stage stage, int done, int total) {
                // Nobody looks.
            }

            @Override
            public boolean isCancelled() {
                return condition.getAsBoolean();
            }
        };
    }

    /** The parts of an encode or decode, in their order. Not all come in every one. */
    enum Stage {
        /** Encoding: pixels to latent, the network's first half. */
        VAE_ENCODE("image to latent"),
        /**
         * Encoding: searching a latent through the decoder, at efforts 8 and 9; again for each step that a target makes
         * it try. In mode ddcm, the steps that the file chooses.
         */
        SEARCH("searching"),
        /** Encoding: quantizing the latent and coding it; again for each step that a target makes it try. */
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
