package org.sdcodec.codec.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.DecodedPart;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.Region;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcodecException.Kind;

/** What has arrived of the packets of a picture. Immutable: later packets do not change it. */
public final class ReceivedPicture {
    private final int count;
    private final int tag;
    private final Assembly assembly;
    private final Layers whole;

    ReceivedPicture(int count, int tag, List<Packet> packets, Assembly.Work work) {
        this.count = count;
        this.tag = tag;
        this.assembly = new Assembly(count, tag, packets, work);
        this.whole = assembly.whole().orElse(null);
    }

    /** How many packets hold the picture, those of parity not counted. */
    public int count() {
        return count;
    }

    /**
     * The number, 0 to 63, by which its packets are told from those of other pictures; another picture may have the
     * same.
     */
    public int tag() {
        return tag;
    }

    /** The numbers of the packets that have arrived, from 0; from {@link #count} on they are parity. */
    public SortedSet<Integer> received() {
        return new TreeSet<>(assembly.payloads().keySet());
    }

    /** The numbers, from 0, of the packets of the picture that have not arrived, repaired or not. */
    public List<Integer> missing() {
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (!assembly.payloads().containsKey(i)) {
                missing.add(i);
            }
        }
        return missing;
    }

    /** Whether all is there, or repaired, and the checksum of the file is right. */
    public boolean isWhole() {
        return whole != null;
    }

    /**
     * The picture's file; nothing unless the picture {@linkplain #isWhole is whole}.
     *
     * @return a copy
     */
    public Optional<byte[]> file() {
        return Optional.ofNullable(whole).map(layers -> layers.fine().clone());
    }

    /** {@link #decode(Codec, DecodeOptions, ProgressListener)} without a listener. */
    public Picture decode(Codec codec, DecodeOptions options) {
        return decode(codec, options, ProgressListener.NONE);
    }

    /**
     * Decodes the picture; one that is not whole only if the options {@linkplain DecodeOptions#partial allow} that:
     * from the packets up to the first that is missing, its upper part as far as that goes, and below the coarse
     * picture of the first packet if there is one.
     *
     * @param codec decodes
     * @param options how to decode; without region and scale if the picture is not whole
     * @param listener receives how far the decode has come, and of a picture that is not whole how much of it there is
     * @throws SdcFormatException if the picture is not whole and the options do not allow that, or nothing of it can be
     *     shown
     * @throws OptionsException if there is a region or scale though the picture is not whole
     */
    public Picture decode(Codec codec, DecodeOptions options, ProgressListener listener) {
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(listener, "listener");
        if (whole != null) {
            return codec.decode(whole.fine(), options, listener);
        }
        if (!options.partial()) {
            throw new SdcFormatException(0, "the picture is not whole: " + state());
        }
        if (options.region().isPresent() || options.scale() > 1) {
            throw new OptionsException(
                    Kind.UNSUPPORTED_OPTIONS,
                    "a part of a picture, or a smaller one, needs all of its packets: " + state());
        }
        return partial(codec, options, listener);
    }

    private Picture partial(Codec codec, DecodeOptions options, ProgressListener listener) {
        Layers start = assembly.start();
        Picture coarse = coarse(codec, start, options);
        AtomicReference<DecodedPart> part = new AtomicReference<>();
        Picture fine;
        try {
            fine = codec.decode(start.fine(), options, new ProgressListener() {
                @Override
                public void onProgress(Stage stage, int done, int total) {
                    listener.onProgress(stage, done, total);
                }

                @Override
                public void onPartial(DecodedPart found) {
                    part.set(found);
                    listener.onPartial(found);
                }
            });
        } catch (SdcFormatException e) {
            if (coarse == null) {
                throw new SdcFormatException(0, "nothing of the picture can be shown: " + state());
            }
            Region all = new Region(0, 0, coarse.width(), coarse.height());
            listener.onPartial(new DecodedPart(0, 1, 0, 1, 0, 1, List.of(all)));
            return coarse;
        }
        return coarse == null || part.get() == null ? fine : Composition.of(fine, part.get(), coarse);
    }

    /** The coarse picture or its upper part; null if there is none. */
    private static Picture coarse(Codec codec, Layers start, DecodeOptions options) {
        try {
            return start.coarse().length == 0 ? null : codec.decode(start.coarse(), options);
        } catch (SdcFormatException e) {
            // Not even its header is there.
            return null;
        }
    }

    /**
     * What has arrived and what is missing, in words that begin in lower case, without a full stop; packets are counted
     * from 1.
     */
    public String state() {
        List<Integer> missing = missing();
        long parity = received().stream().filter(number -> number >= count).count();
        String repair = parity > 0 ? " and " + parity + " of parity" : "";
        if (isWhole()) {
            return String.format(
                    Locale.ROOT,
                    "%d of %d packets%s arrived%s",
                    count - missing.size(),
                    count,
                    repair,
                    missing.isEmpty() ? "" : ", the others are repaired");
        }
        if (received().size() >= count) {
            return "its packets do not go together: one is damaged or of another picture";
        }
        return String.format(
                Locale.ROOT,
                "%d of %d packets%s arrived, %s missing%s",
                count - missing.size(),
                count,
                repair,
                missing.stream().map(number -> String.valueOf(number + 1)).collect(Collectors.joining(", "))
                        + (missing.size() == 1 ? " is" : " are"),
                assembly.usable() < count - missing.size()
                        ? String.format(Locale.ROOT, "; those before %d are shown", assembly.usable() + 1)
                        : "");
    }
}
