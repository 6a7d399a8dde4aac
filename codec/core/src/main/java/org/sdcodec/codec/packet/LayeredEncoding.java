package org.sdcodec.codec.packet;

import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.RateTarget;
import org.sdcodec.RateTargetException;
import org.sdcodec.codec.pixels.Reducer;

/** Encodes a picture for packets: a coarse file where it pays, and the picture's own in what remains. */
final class LayeredEncoding {

    /** The coarse file has at most this part of all bytes, if so many suffice for it. */
    private static final int SHARE = 6;

    /** And never more than this part. */
    private static final int LARGEST_SHARE = 3;

    /** Below, a picture is hardly one. */
    private static final int LEAST_BYTES = 100;

    /** The longer side of the coarse picture at most. Its file describes far fewer pixels, and is decoded soon. */
    private static final int COARSE_SIDE = 512;

    private final Codec codec;
    private final Picture picture;
    private final EncodeOptions options;
    private final PacketOptions packets;
    private final ProgressListener listener;

    LayeredEncoding(
            Codec codec, Picture picture, EncodeOptions options, PacketOptions packets, ProgressListener listener) {
        this.codec = codec;
        this.picture = picture;
        this.options = options;
        this.packets = packets;
        this.listener = listener;
    }

    Layers run() {
        RateTarget target = options.target().orElse(null);
        if (target == null || target.kind().isMeasured()) {
            byte[] fine = codec.encode(picture, options, listener);
            return new Layers(coarse(fine.length), fine);
        }
        double bytes = target.bytes(picture.width(), picture.height());
        byte[] coarse = coarse((long) bytes);
        long rest = Math.max(1, (long) bytes - coarse.length - Layers.overhead(coarse.length));
        RateTarget kept = target.kind() == RateTarget.Kind.MAX_SIZE ? RateTarget.maxSize(rest) : RateTarget.size(rest);
        try {
            return new Layers(coarse, codec.encode(picture, options.withTarget(kept), listener));
        } catch (RateTargetException e) {
            if (coarse.length == 0) {
                throw e;
            }
            RateTarget all = RateTarget.maxSize(Math.max(1, (long) bytes - Layers.overhead(0)));
            return new Layers(Layers.NONE, codec.encode(picture, options.withTarget(all), listener));
        }
    }

    /** The coarse file for a picture that takes so many bytes in all; empty where there had better be none. */
    private byte[] coarse(long bytes) {
        // In one packet, unless these are too small for that.
        long most = packets.maxPayload() - 2L < LEAST_BYTES ? bytes : packets.maxPayload() - 2L;
        if (!packets.coarseFirst() || bytes <= packets.maxPayload()) {
            return Layers.NONE;
        }
        long wanted = Math.min(most, Math.max(LEAST_BYTES, bytes / SHARE));
        try {
            return coarseOf(wanted);
        } catch (RateTargetException e) {
            long least = (long) e.best();
            if (least > most || least * LARGEST_SHARE > bytes) {
                return Layers.NONE;
            }
            return coarseOf(least);
        }
    }

    private byte[] coarseOf(long bytes) {
        Picture coarse = Reducer.limited(picture.onWhite(), COARSE_SIDE);
        return codec.encode(coarse, EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(bytes)));
    }
}
