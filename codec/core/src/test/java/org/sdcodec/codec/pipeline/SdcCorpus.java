package org.sdcodec.codec.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Metadata;
import org.sdcodec.MetadataKind;
import org.sdcodec.Picture;
import org.sdcodec.RateTarget;
import org.sdcodec.Resolution;
import org.sdcodec.codec.container.HeaderForm;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.testing.SyntheticPictures;

/** Sound small files of every mode, header and chunk. */
final class SdcCorpus {

    private static final long SEED = 7_402_113;

    /**
     * A file.
     *
     * @param kind what it has, for messages
     * @param bytes of the file
     * @param codec that made it
     */
    record Sample(String kind, byte[] bytes, Codec codec) {}

    private SdcCorpus() {}

    /** Files of the embedded model: brief and full headers, alpha, metadata, resolutions, slices, postcards. */
    static List<Sample> embedded(Codec codec) {
        List<Sample> samples = new ArrayList<>();
        int[][] sizes = {{1, 1}, {8, 8}, {24, 40}, {48, 48}, {33, 17}};
        for (int[] size : sizes) {
            for (boolean alpha : new boolean[] {false, true}) {
                byte[] file = codec.encode(
                        picture(size[0], size[1], alpha), EncodeOptions.DEFAULT.withQuality(alpha ? 30 : 70));
                samples.add(new Sample("brief" + (alpha ? " with alpha" : ""), file, codec));
                samples.add(new Sample("full" + (alpha ? " with alpha" : ""), inFull(file, codec), codec));
            }
        }
        Picture small = picture(40, 24, false);
        samples.add(new Sample("progressive", codec.encode(small, EncodeOptions.DEFAULT.withProgressive(true)), codec));
        samples.add(new Sample(
                "half resolution",
                codec.encode(small, EncodeOptions.DEFAULT.withResolution(Resolution.of(1, 2))),
                codec));
        samples.add(new Sample(
                "metadata",
                codec.encode(
                        small.withMetadata(metadata()),
                        EncodeOptions.DEFAULT.withMetadata(EnumSet.allOf(MetadataKind.class))),
                codec));
        samples.add(new Sample(
                "slices", codec.encode(picture(1032, 8, true), EncodeOptions.DEFAULT.withQuality(40)), codec));
        samples.add(new Sample("postcard", postcard(codec, 64, 48), codec));
        samples.add(new Sample("wide postcard", postcard(codec, 61, 47), codec));
        return samples;
    }

    /** Files of a model with a UNet: dependent quantization, stored denoising, modes original, ddcm and diffc. */
    static List<Sample> diffusion(Codec codec) {
        Picture small = picture(24, 16, false);
        Picture translucent = picture(24, 16, true);
        EncodeOptions ddcm = EncodeOptions.DEFAULT.withMode("ddcm");
        EncodeOptions diffc = EncodeOptions.DEFAULT.withMode("diffc").withEffort(1);
        EncodeOptions original = EncodeOptions.DEFAULT.withMode("original");
        byte[] robust = codec.encode(small, ddcm.withRobust(true).withTarget(RateTarget.size(60)));
        return List.of(
                new Sample("dependent", codec.encode(small), codec),
                new Sample("dependent with alpha", codec.encode(translucent), codec),
                new Sample("one step each", codec.encode(small, EncodeOptions.DEFAULT.withEffort(1)), codec),
                new Sample("denoising", codec.encode(small, EncodeOptions.DEFAULT.withTunedDenoising(true)), codec),
                new Sample("original", codec.encode(small, original), codec),
                new Sample("original with alpha", codec.encode(translucent, original), codec),
                new Sample("ddcm", codec.encode(small, ddcm.withTarget(RateTarget.size(40))), codec),
                new Sample("ddcm with alpha", codec.encode(translucent, ddcm.withTarget(RateTarget.size(400))), codec),
                new Sample("robust ddcm", robust, codec),
                new Sample("diffc", codec.encode(small, diffc.withTarget(RateTarget.size(36))), codec));
    }

    private static byte[] postcard(Codec codec, int width, int height) {
        return codec.encode(picture(width, height, false), EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(150)));
    }

    private static Metadata metadata() {
        byte[] xmp = "<x:xmpmeta xmlns:x='adobe:ns:meta/'>a tree</x:xmpmeta>".getBytes(StandardCharsets.UTF_8);
        return Metadata.NONE.withXmp(xmp).withIcc(new byte[300]);
    }

    /** A file with a brief header as it were if it was long. */
    private static byte[] inFull(byte[] brief, Codec codec) {
        SdcFile file = CodingModes.read(brief);
        SdcHeader h = file.header();
        if (h.form() != HeaderForm.BRIEF) {
            throw new AssertionError("a small file has a header in the form " + h.form());
        }
        int fingerprint = Integer.parseUnsignedInt(codec.model().fingerprints().get("scalar"), 16);
        SdcHeader full = new SdcHeader(
                        h.width(),
                        h.height(),
                        h.mode(),
                        h.coder(),
                        h.stepCode(),
                        h.reconstruction(),
                        fingerprint,
                        HeaderForm.FULL)
                .withResolution(h.resolution());
        return SdcWriter.write(new SdcFile(full, file.chunks(), file.latent()));
    }

    /** Coarse noise over a gradient; the alpha varies as well. */
    static Picture picture(int width, int height, boolean alpha) {
        Random random = new Random(SEED);
        return SyntheticPictures.of(width, height, (x, y) -> {
            int opacity = alpha ? (x * 9 + y) & 0xFF : 0xFF;
            int red = (x * 5 + y * 3) & 0xFF;
            int blue = 100 + random.nextInt(40);
            return opacity << 24 | red << 16 | (255 - red) << 8 | blue;
        });
    }
}
