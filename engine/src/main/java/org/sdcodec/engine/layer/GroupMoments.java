package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Rows;

/**
 * The statistics of a {@link GroupNorm}, taken in the course of a run that makes its input some rows at a time: the
 * bits are those of {@link GroupNorm#statistics}. Not thread-safe.
 */
public final class GroupMoments {
    private final Engine engine;
    private final GroupNorm norm;
    private final int channels;
    private final long pixels;
    private final float[] means;
    private final float[] squares;
    /** The pixels of a chunk that is not complete yet. */
    private final float[] begun;

    /** The first pixel that was not added yet. */
    private long next;

    /** @param pixels of the whole input */
    public GroupMoments(Engine engine, GroupNorm norm, long pixels) {
        this.engine = engine;
        this.norm = norm;
        this.channels = norm.channels();
        this.pixels = pixels;
        int size = Math.multiplyExact(GroupNorm.chunks(pixels), channels);
        this.means = engine.memory().take(size);
        this.squares = engine.memory().take(size);
        this.begun = new float[GroupNorm.CHUNK * channels];
    }

    /** Bytes that the statistics of an input take while they are collected. */
    public static long bytes(long pixels, long channels) {
        return Float.BYTES * channels * (2 * ((pixels + GroupNorm.CHUNK - 1) / GroupNorm.CHUNK) + GroupNorm.CHUNK);
    }

    /**
     * Adds rows, each with all its columns, from top to bottom without a gap.
     *
     * @param from the first row
     * @param end the row behind the last one
     */
    public void add(Rows rows, int from, int end) {
        int width = rows.columns();
        if (rows.channels() != channels || from * (long) width != next) {
            throw new IllegalArgumentException(
                    "row " + from + " of " + rows.channels() + " channels does not follow pixel " + (next - 1));
        }
        long behind = end * (long) width;
        int first = (int) (next / GroupNorm.CHUNK);
        int complete = behind == pixels ? GroupNorm.chunks(pixels) : (int) (behind / GroupNorm.CHUNK);
        engine.workers().run(Math.max(0, complete - first), task -> chunk(rows, first + task));
        long tail = Math.max(next, (long) complete * GroupNorm.CHUNK);
        if (behind > tail) {
            int at = (int) (tail % GroupNorm.CHUNK);
            copy(rows, tail, (int) (behind - tail), begun, at * channels);
        }
        next = behind;
    }

    private void chunk(Rows rows, int chunk) {
        int n = GroupNorm.chunkPixels(chunk, pixels);
        long begin = (long) chunk * GroupNorm.CHUNK;
        int x = (int) (begin % rows.columns());
        if (begin >= next && x + n <= rows.columns()) {
            int y = (int) (begin / rows.columns());
            norm.chunkMoments(engine, n, rows.row(y), rows.offset(y) + x * channels, chunk, means, squares);
            return;
        }
        float[] whole = engine.memory().take(GroupNorm.CHUNK * channels);
        int known = (int) Math.max(0, next - begin);
        System.arraycopy(begun, 0, whole, 0, known * channels);
        copy(rows, begin + known, n - known, whole, known * channels);
        norm.chunkMoments(engine, n, whole, 0, chunk, means, squares);
        engine.memory().give(whole);
    }

    /** Copies pixels, which may lie in several rows. */
    private void copy(Rows rows, long first, int count, float[] to, int offset) {
        int width = rows.columns();
        for (int done = 0, n; done < count; done += n) {
            int y = (int) ((first + done) / width);
            int x = (int) ((first + done) % width);
            n = Math.min(count - done, width - x);
            System.arraycopy(rows.row(y), rows.offset(y) + x * channels, to, offset + done * channels, n * channels);
        }
    }

    /** The normalization, once all rows were added. */
    public ChannelAffine finish() {
        if (next != pixels) {
            throw new IllegalStateException("only " + next + " of " + pixels + " pixels were added");
        }
        return norm.affine(engine, pixels, means, squares);
    }

    /** Gives the memory back; the last call. */
    public void release() {
        engine.memory().give(means);
        engine.memory().give(squares);
    }
}
