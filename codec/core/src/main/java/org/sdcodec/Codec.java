package org.sdcodec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Pictures to {@code .sdc} files and back, with one model:
 *
 * <pre>{@code
 * try (Codec codec = Codec.embedded()) {
 *     byte[] file = codec.encode(picture, EncodeOptions.DEFAULT.withQuality(40));
 *     Picture decoded = codec.decode(file);
 * }
 * }</pre>
 *
 * <p>The same file and the same model give the same pixels on every machine. A model with the same encoder and another
 * decoder, such as {@code sd-vae-ft-mse} for Stable Diffusion 1.4's autoencoder, decodes the file too, to other pixels.
 *
 * <p>Thread-safe: several threads may encode and decode at the same time; they share the codec's worker threads.
 *
 * <p>No argument of this package may be null: a method throws a {@link NullPointerException} that names the parameter.
 */
public interface Codec extends AutoCloseable {

    /** A codec with the model that comes with sdcodec, on all processors. */
    static Codec embedded() {
        return builder().build();
    }

    /**
     * A codec with another model, on all processors.
     *
     * @param model as {@link Builder#model} takes it
     * @throws ModelException if the model cannot be used
     */
    static Codec open(Path model) {
        return builder().model(model).build();
    }

    /** For everything else that can be chosen. */
    static Builder builder() {
        return CodecProviders.get().builder();
    }

    /**
     * Whether the bytes start as an {@code .sdc} file does.
     *
     * @param start the first bytes of a file or all of them; not modified
     */
    static boolean isSdc(byte[] start) {
        return CodecProviders.get().isSdc(start);
    }

    /**
     * Header information of a file. Needs no model and decodes nothing.
     *
     * @param sdc the whole file; not modified
     * @throws SdcFormatException if it is damaged or no {@code .sdc} file
     */
    static SdcInfo info(byte[] sdc) {
        return CodecProviders.get().info(sdc);
    }

    /** The names of the coding modes, the default first; for {@link EncodeOptions.Builder#mode}. */
    static List<String> modes() {
        return CodecProviders.get().modes();
    }

    /** {@link #encode(Picture, EncodeOptions)} with the {@linkplain EncodeOptions#DEFAULT default options}. */
    default byte[] encode(Picture picture) {
        return encode(picture, EncodeOptions.DEFAULT);
    }

    /** {@link #encode(Picture, EncodeOptions, ProgressListener)} without a listener. */
    default byte[] encode(Picture picture, EncodeOptions options) {
        return encode(picture, options, ProgressListener.NONE);
    }

    /**
     * Encodes a picture.
     *
     * @param picture what to encode; alpha is kept exactly, the colors of invisible pixels are not
     * @param options how to encode
     * @param listener receives how far the encode has come
     * @return the file
     * @throws PictureTooLargeException if the memory of this JVM does not suffice, or the picture is beyond the limits
     * @throws InterruptedCallException if the thread is interrupted, the listener cancels the call, or it takes longer
     *     than allowed; within 100 ms as a rule
     * @throws OptionsException if the options do not go together, their mode is not known, or the
     *     {@linkplain Builder#purpose purpose} of this codec does not include what they need
     * @throws IllegalStateException if the codec is closed
     * @throws RateTargetException if the picture cannot reach a target that is a limit
     * @throws ModelException if the model makes numbers of this picture that cannot be coded, or has no UNet to tune
     */
    byte[] encode(Picture picture, EncodeOptions options, ProgressListener listener);

    /**
     * {@link #encode(Picture, EncodeOptions)} into a stream. Nothing is written before the whole file is known, so that
     * a picture that cannot be encoded leaves the stream as it was.
     *
     * @param out receives the file; neither flushed nor closed
     * @throws IOException if the stream does not take the file
     */
    default void encode(Picture picture, EncodeOptions options, OutputStream out) throws IOException {
        Objects.requireNonNull(out, "out");
        out.write(encode(picture, options));
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
     * {@link #decode(byte[], DecodeOptions)} of a stream.
     *
     * @param in read to its end, but no further than a file within the {@linkplain DecodeOptions#limits limits} can go:
     *     {@link Limits#inputBytes}, or four bytes for each of {@link Limits#pixels}, and 1 MiB; not closed
     * @throws IOException if the stream cannot be read
     * @throws PictureTooLargeException also if it has more bytes
     */
    default Picture decode(InputStream in, DecodeOptions options) throws IOException {
        return decode(SdcSource.read(in, options), options);
    }

    /**
     * {@link #decode(byte[], DecodeOptions)} of a buffer.
     *
     * @param sdc the file is what lies from its position to its limit; not modified, and neither are position and limit
     */
    default Picture decode(ByteBuffer sdc, DecodeOptions options) {
        return decode(SdcSource.read(sdc), options);
    }

    /**
     * {@link #decode(byte[], DecodeOptions)} of a file.
     *
     * @param file read as a stream
     * @throws IOException if it cannot be read
     * @throws PictureTooLargeException also if it has more bytes than {@link #decode(InputStream, DecodeOptions)} reads
     */
    default Picture decode(Path file, DecodeOptions options) throws IOException {
        return decode(SdcSource.read(file, options), options);
    }

    /**
     * Decodes a file.
     *
     * @param sdc the whole file, or the start of one if the options {@linkplain DecodeOptions.Builder#partial allow}
     *     that; not modified
     * @param options how to decode
     * @param listener receives how far the decode has come
     * @throws OptionsException if the options do not go with the file's mode or its own denoising, or the {@linkplain
     *     Builder#purpose purpose} of this codec is only to encode
     * @throws IllegalStateException if the codec is closed
     * @throws SdcFormatException if it is damaged or no {@code .sdc} file
     * @throws ModelException if its latent is of another space than this codec's model has, or the UNet cannot be used
     * @throws PictureTooLargeException if it is beyond the limits, or the memory of this JVM does not suffice
     * @throws InterruptedCallException if the thread is interrupted, the listener cancels the call, or it takes longer
     *     than allowed; within 100 ms as a rule
     */
    Picture decode(byte[] sdc, DecodeOptions options, ProgressListener listener);

    /**
     * What {@link #encode(Picture, EncodeOptions)} would take. Returns at once; looks at no pixel.
     *
     * @throws PictureTooLargeException if the picture has more pixels than the limits or the format allow
     * @throws OptionsException as there
     * @throws IllegalStateException if the codec is closed
     */
    Estimate estimate(Picture picture, EncodeOptions options);

    /**
     * What {@link #decode(byte[], DecodeOptions)} would take. Parses the header, and decodes nothing.
     *
     * @throws PictureTooLargeException if the picture has more pixels, or the file more bytes, than the limits allow
     * @throws SdcFormatException if the file is damaged
     * @throws OptionsException as there
     * @throws ModelException as there
     * @throws IllegalStateException if the codec is closed
     */
    Estimate estimate(byte[] sdc, DecodeOptions options);

    /**
     * Starts, in the background, what makes the first {@link #encode} of a JVM slow: its compiler has not seen the
     * network's code yet. Call it once, and read the picture meanwhile. Never changes a result.
     *
     * @throws OptionsException if the {@linkplain Builder#purpose purpose} of this codec is only to decode
     * @throws IllegalStateException if the codec is closed
     */
    void prepareToEncode();

    /**
     * As {@link #prepareToEncode}, for {@link #decode}.
     *
     * @throws OptionsException if the {@linkplain Builder#purpose purpose} of this codec is only to encode
     * @throws IllegalStateException if the codec is closed
     */
    void prepareToDecode();

    /** The model of this codec. */
    ModelInfo model();

    /** The kernels that the networks run on, e.g. {@code vector-512} or {@code scalar}. They never change a result. */
    String kernels();

    /**
     * What makes this codec slower here than it could be, a sentence for each without a full stop, with the factor: no
     * optimizing compiler ({@code -XX:TieredStopAtLevel=1}, as some tools start programs), or no vector kernels. Empty
     * if there is nothing. Results are the same.
     */
    List<String> slowdowns();

    /**
     * Ends the worker threads and closes the model's files. Calls in progress finish, and the last of them does so;
     * later calls throw an {@link IllegalStateException}. Returns without waiting. To close a codec again has no
     * effect.
     */
    @Override
    void close();

    /** Chooses model, memory, threads and kernels of a {@link Codec}. Not thread-safe. */
    interface Builder {

        /**
         * @param path a model that has an autoencoder, in safetensors: a diffusers folder, a folder of one network, a
         *     single-file checkpoint; without it the model that comes with sdcodec is used
         * @throws ModelException if there is no model, or none that is supported
         */
        Builder model(Path path);

        /**
         * Takes the autoencoder from another model than the UNet, its schedule and the text encoder: e.g. {@code
         * sd-vae-ft-mse} with Stable Diffusion 1.4.
         *
         * @param path a model that has an autoencoder, of the same latent space as that of the {@link #model}, if that
         *     has one in addition to its UNet; nothing else of it is used
         * @throws ModelException if there is no model, or none that is supported
         */
        Builder vae(Path path);

        /**
         * @param choice what the codec is for, {@link Purpose#BOTH} by default. To encode only, or to decode only,
         *     takes less memory. Files name the latent space, whose fingerprint is made from the encoder's weights:
         *     they are read in any case
         */
        Builder purpose(Purpose choice);

        /**
         * @param count how many threads compute, at most as many as this JVM may use processors; 0, the default, for
         *     all of these
         * @throws IllegalArgumentException if it is negative
         */
        Builder threads(int count);

        /**
         * @param choice runs a part of the work of each call, in addition to the calling thread, which waits only for
         *     what has begun: so it may be busy, or refuse. It is not closed with the codec. Without it the codec has
         *     threads of its own. How many of its threads work for a call is up to {@link #threads}
         */
        Builder executor(Executor choice);

        /**
         * @param most what each call may take, in addition to the limits of its options; by default {@link Limits#NONE}
         */
        Builder limits(Limits most);

        /**
         * @param vector false for the scalar kernels; true, the default, for the fastest that this JVM has. Results are
         *     equal
         */
        Builder vectorKernels(boolean vector);

        /**
         * @param folder where the codec keeps what it computes once per model, now the empty prompt's embedding, which
         *     the UNet takes; made if it does not exist. Without it nothing is kept
         */
        Builder cache(Path folder);

        /** @param choice what stays in memory of the UNet's weights; by default {@link UnetWeights#AUTO} */
        Builder unetWeights(UnetWeights choice);

        /**
         * @param file what the entropy coder knows of this model's latents in advance; a {@code .sdc} file needs the
         *     same one to be decoded. Without it: what comes with the embedded model; for other models the file {@code
         *     latent.prior} in the folder of the model that the autoencoder is from; without that, with four latent
         *     channels, what was learned from Stable Diffusion's; else nothing
         * @throws ModelException if the file cannot be read or is no prior
         */
        Builder latentPrior(Path file);

        /**
         * @param bytes of the Java heap that all calls of the codec may take at once, its model not counted. A call
         *     that does not fit waits until others have ended; one that never can is refused with a {@link
         *     PictureTooLargeException} before any work. Default: what the heap may grow to, less what the codec takes
         *     itself
         * @throws IllegalArgumentException if it is not positive
         */
        Builder memoryBudget(long bytes);

        /**
         * Reads the model.
         *
         * @throws ModelException if the model cannot be used
         */
        Codec build();
    }

    /** What a codec is used for. */
    enum Purpose {
        /** To encode only, with options that do not decode in order to compare. */
        ENCODE,
        /** To decode only. */
        DECODE,
        /** Everything. */
        BOTH
    }
}
