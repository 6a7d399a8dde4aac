package org.sdcodec.cli.image.vp8;

import org.sdcodec.cli.image.common.Bytes;
import org.sdcodec.cli.image.common.UnreadableException;

/** The header of a key frame. Source: RFC 6386, sections 9 and 19.2. */
final class Vp8Header {
    static final int BYTES = 10;
    private static final int SEGMENTS = 4;
    private static final int START_CODE = 0x2a019d;
    private static final int SIZE_MASK = 0x3fff;

    /** The quantizer steps of a segment; of each kind of block, that of DC and that of the others. */
    record Steps(int[] luma, int[] lumaDc, int[] chroma) {}

    final int width;
    final int height;
    final BoolDecoder modes;
    final BoolDecoder[] tokens;
    final int[] segmentProbabilities = {255, 255, 255};
    final Steps[] steps = new Steps[SEGMENTS];
    final int[] tokenProbabilities = Tables.tokenProbabilities();
    final LoopFilter filter;
    boolean segmentsStored;
    /** The probability that a macroblock has coefficients; -1 if that is not stored. */
    final int skipProbability;

    private boolean segmented;
    private boolean absolute;
    private final int[] quantizers = new int[SEGMENTS];
    private final int[] levels = new int[SEGMENTS];

    /** @param to where the data ends, exclusive */
    Vp8Header(byte[] data, int from, int to) {
        int tag = to - from < BYTES ? 1 : Bytes.u24le(data, from);
        int first = from + BYTES;
        int firstBytes = tag >> 5;
        if ((tag & 1) != 0 || Bytes.u24le(data, from + 3) != START_CODE || firstBytes > to - first) {
            throw UnreadableException.damaged("a frame header that no lossy picture has");
        }
        width = Bytes.u16le(data, from + 6) & SIZE_MASK;
        height = Bytes.u16le(data, from + 8) & SIZE_MASK;
        modes = new BoolDecoder(data, first, first + firstBytes);
        // Color space and the promise that nothing has to be clamped: neither changes anything.
        modes.literal(2);
        readSegments();
        filter = readFilter();
        tokens = partitions(data, first + firstBytes, to, 1 << modes.literal(2));
        readSteps();
        // Whether probabilities hold for later frames, of which there are none.
        modes.flag();
        for (int i = 0; i < tokenProbabilities.length; i++) {
            if (modes.bit(Tables.updateProbability(i)) == 1) {
                tokenProbabilities[i] = modes.literal(8);
            }
        }
        skipProbability = modes.flag() ? modes.literal(8) : -1;
    }

    private void readSegments() {
        segmented = modes.flag();
        if (!segmented) {
            return;
        }
        segmentsStored = modes.flag();
        if (modes.flag()) {
            absolute = modes.flag();
            for (int i = 0; i < SEGMENTS; i++) {
                quantizers[i] = modes.optionalSigned(7);
            }
            for (int i = 0; i < SEGMENTS; i++) {
                levels[i] = modes.optionalSigned(6);
            }
        }
        for (int i = 0; segmentsStored && i < segmentProbabilities.length; i++) {
            segmentProbabilities[i] = modes.flag() ? modes.literal(8) : 255;
        }
    }

    private LoopFilter readFilter() {
        boolean simple = modes.flag();
        int level = modes.literal(6);
        int sharpness = modes.literal(3);
        int ofKeyFrames = 0;
        int ofSmallBlocks = 0;
        if (modes.flag() && modes.flag()) {
            // Four for reference frames, of which the first is for key frames; four for modes, the first for 4x4.
            for (int i = 0; i < 8; i++) {
                int delta = modes.optionalSigned(6);
                ofKeyFrames = i == 0 ? delta : ofKeyFrames;
                ofSmallBlocks = i == 4 ? delta : ofSmallBlocks;
            }
        }
        int[] ofSegment = new int[SEGMENTS];
        for (int i = 0; i < SEGMENTS; i++) {
            ofSegment[i] = (segmented ? absolute ? levels[i] : level + levels[i] : level) + ofKeyFrames;
        }
        return new LoopFilter(simple, level == 0, sharpness, ofSegment, ofSmallBlocks);
    }

    private static BoolDecoder[] partitions(byte[] data, int sizesAt, int to, int count) {
        BoolDecoder[] partitions = new BoolDecoder[count];
        int at = sizesAt + 3 * (count - 1);
        if (at > to) {
            throw UnreadableException.damaged("the data ends too early");
        }
        for (int i = 0; i < count; i++) {
            int size = i == count - 1 ? to - at : Bytes.u24le(data, sizesAt + 3 * i);
            if (size > to - at) {
                throw UnreadableException.damaged("the data ends too early");
            }
            partitions[i] = new BoolDecoder(data, at, at + size);
            at += size;
        }
        return partitions;
    }

    private void readSteps() {
        int base = modes.literal(7);
        int lumaDc = modes.optionalSigned(4);
        int secondDc = modes.optionalSigned(4);
        int secondAc = modes.optionalSigned(4);
        int chromaDc = modes.optionalSigned(4);
        int chromaAc = modes.optionalSigned(4);
        for (int i = 0; i < SEGMENTS; i++) {
            int q = segmented ? absolute ? quantizers[i] : base + quantizers[i] : base;
            q = Math.max(0, Math.min(127, q));
            steps[i] = new Steps(
                    new int[] {Tables.dcStep(q + lumaDc), Tables.acStep(q)},
                    new int[] {2 * Tables.dcStep(q + secondDc), Math.max(8, Tables.acStep(q + secondAc) * 155 / 100)},
                    new int[] {Math.min(132, Tables.dcStep(q + chromaDc)), Tables.acStep(q + chromaAc)});
        }
    }
}
