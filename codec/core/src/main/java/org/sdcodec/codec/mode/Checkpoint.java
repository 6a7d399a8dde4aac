package org.sdcodec.codec.mode;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.sdcodec.OptionsException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.model.Digest;

/**
 * What a long encode has done so far, kept in a {@link CheckpointStore}, so that another encode of the same picture
 * goes on from there, to the same bytes: the latent, and the state before a step of the mode. Not thread-safe.
 *
 * <p>Layout, big-endian: the word {@code SDCK}, a version, the digests of picture, model and settings, then latent and
 * sample as a count and floats, the coded bytes as a count and bytes, step and position, and the SHA-256 of all that.
 */
public final class Checkpoint {

    private static final int MAGIC = 0x5344434B;

    /** Changes whenever an encode with the same inputs makes another file. */
    private static final int VERSION = 1;

    /**
     * The state of a mode's encoder before a step.
     *
     * @param step that comes next
     * @param sample of the diffusion model; not copied
     * @param coded the bytes coded so far; not copied
     * @param position how many of their bits are written
     */
    public record State(int step, float[] sample, byte[] coded, int position) {}

    private final CheckpointStore store;
    private final boolean keeps;
    private byte[] picture = new byte[Digest.BYTES];
    private byte[] model = new byte[Digest.BYTES];
    private byte[] settings = new byte[Digest.BYTES];
    private float[] latent = {};
    private State state;

    /**
     * Reads the checkpoint of a store, if there is one.
     *
     * @throws OptionsException if it is damaged
     */
    public Checkpoint(CheckpointStore store) {
        this.store = store;
        this.keeps = store != CheckpointStore.NONE;
        store.read().ifPresent(this::parse);
    }

    /** Whether anything is kept. */
    public boolean keeps() {
        return keeps;
    }

    /**
     * The latent of a picture.
     *
     * @param digest of the picture
     * @return the caller's own; nothing if there is no checkpoint
     * @throws OptionsException if the checkpoint is of another picture
     */
    public Optional<float[]> latent(byte[] digest) {
        if (state != null && !Arrays.equals(picture, digest)) {
            throw other("picture");
        }
        picture = digest;
        return state == null ? Optional.empty() : Optional.of(latent.clone());
    }

    /**
     * The state from which the mode's encoder goes on.
     *
     * @param modelDigest of the networks
     * @param settingsDigest of what else the result depends on
     * @param values the latent; not copied
     * @return nothing if there is no checkpoint
     * @throws OptionsException if the checkpoint is of another model or of other settings
     */
    public Optional<State> begin(byte[] modelDigest, byte[] settingsDigest, float[] values) {
        if (state != null && !Arrays.equals(model, modelDigest)) {
            throw other("model");
        }
        if (state != null && !Arrays.equals(settings, settingsDigest)) {
            throw new OptionsException(
                    Kind.UNSUPPORTED_OPTIONS,
                    store.name() + " was made with other options; take these, or begin again");
        }
        model = modelDigest;
        settings = settingsDigest;
        latent = values;
        return Optional.ofNullable(state);
    }

    private OptionsException other(String what) {
        return new OptionsException(
                Kind.UNSUPPORTED_OPTIONS, store.name() + " is of another " + what + "; take that one, or begin again");
    }

    /** Keeps a state in the place of the last one. */
    public void save(State next) {
        if (!keeps) {
            return;
        }
        int floats = latent.length + next.sample.length;
        ByteBuffer out =
                ByteBuffer.allocate(7 * Integer.BYTES + 4 * Digest.BYTES + Float.BYTES * floats + next.coded.length);
        out.putInt(MAGIC).putInt(VERSION).put(picture).put(model).put(settings);
        put(out, latent);
        put(out, next.sample);
        out.putInt(next.coded.length).put(next.coded);
        out.putInt(next.step).putInt(next.position);
        byte[] bytes = out.array();
        out.put(new Digest().add(Arrays.copyOf(bytes, out.position())).finish());
        store.write(bytes);
    }

    private static void put(ByteBuffer out, float[] values) {
        out.putInt(values.length);
        out.asFloatBuffer().put(values);
        out.position(out.position() + Float.BYTES * values.length);
    }

    private void parse(byte[] bytes) {
        int end = bytes.length - Digest.BYTES;
        if (end < 2 * Integer.BYTES
                || !Arrays.equals(
                        new Digest().add(Arrays.copyOf(bytes, end)).finish(),
                        Arrays.copyOfRange(bytes, end, bytes.length))
                || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
            throw new OptionsException(
                    Kind.UNSUPPORTED_OPTIONS, store.name() + " is damaged or no checkpoint; begin again");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt(Integer.BYTES) != VERSION) {
            throw new OptionsException(
                    Kind.UNSUPPORTED_OPTIONS, store.name() + " was made by another version of sdcodec; begin again");
        }
        in.position(2 * Integer.BYTES);
        in.get(picture).get(model).get(settings);
        latent = floats(in);
        float[] sample = floats(in);
        byte[] coded = new byte[in.getInt()];
        in.get(coded);
        state = new State(in.getInt(), sample, coded, in.getInt());
    }

    private static float[] floats(ByteBuffer in) {
        float[] values = new float[in.getInt()];
        FloatBuffer floats = in.asFloatBuffer();
        floats.get(values);
        in.position(in.position() + Float.BYTES * values.length);
        return values;
    }
}
