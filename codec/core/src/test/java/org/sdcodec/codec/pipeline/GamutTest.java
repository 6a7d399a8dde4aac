package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Gamut;
import org.sdcodec.Metadata;
import org.sdcodec.MetadataKind;
import org.sdcodec.Picture;
import org.sdcodec.Preview;
import org.sdcodec.RateTarget;
import org.sdcodec.Region;
import org.sdcodec.SdcInfo;
import org.sdcodec.codec.packet.PacketCollector;
import org.sdcodec.codec.packet.PacketOptions;
import org.sdcodec.codec.packet.Packets;
import org.sdcodec.codec.packet.ReceivedPicture;
import org.sdcodec.codec.testing.SyntheticPictures;

/** Pictures of Display P3: their files say so, and hold the same levels otherwise. */
class GamutTest {

    private static final Picture SRGB = SyntheticPictures.scene(48, 32, 1);
    private static final Picture WIDE = SRGB.withGamut(Gamut.DISPLAY_P3);

    @Test
    void aFileNamesTheGamutAndHoldsTheSameLevels() {
        try (Codec codec = Codec.embedded()) {
            byte[] plain = codec.encode(SRGB);
            byte[] wide = codec.encode(WIDE);
            assertThat(wide.length - plain.length).as("type, length, code, end").isEqualTo(4);
            assertThat(CodingModes.read(wide).latent())
                    .isEqualTo(CodingModes.read(plain).latent());
            assertThat(codec.decode(wide)).isEqualTo(codec.decode(plain).withGamut(Gamut.DISPLAY_P3));
            SdcInfo info = Codec.info(wide);
            assertThat(info.gamut()).isEqualTo(Gamut.DISPLAY_P3);
            assertThat(info.otherBytes()).isEqualTo(4);
            assertThat(Codec.info(plain).gamut()).isEqualTo(Gamut.SRGB);
        }
    }

    @Test
    void everyWayToDecodeKeepsTheGamut() {
        try (Codec codec = Codec.embedded()) {
            byte[] wide = codec.encode(WIDE);
            DecodeOptions part = DecodeOptions.DEFAULT.withRegion(new Region(8, 8, 16, 8));
            byte[] half = Arrays.copyOf(wide, wide.length * 3 / 4);
            for (Picture picture : List.of(
                    codec.decode(wide, part),
                    codec.decode(wide, DecodeOptions.DEFAULT.withScale(2)),
                    codec.decode(half, DecodeOptions.DEFAULT.withPartial(true)),
                    Preview.embedded().decode(wide),
                    Preview.embedded().decodeFullSize(wide))) {
                assertThat(picture.gamut()).isEqualTo(Gamut.DISPLAY_P3);
            }
        }
    }

    @Test
    void transparencyAndMetadataGoWithIt() {
        Picture translucent = SyntheticPictures.of(24, 16, (x, y) -> 0x40a06020 + x * 0x04000000 + y)
                .withGamut(Gamut.DISPLAY_P3)
                .withMetadata(Metadata.NONE.withIcc(new byte[300]));
        try (Codec codec = Codec.embedded()) {
            Picture decoded = codec.decode(
                    codec.encode(translucent, EncodeOptions.DEFAULT.withMetadata(EnumSet.of(MetadataKind.ICC))));
            assertThat(decoded.gamut()).isEqualTo(Gamut.DISPLAY_P3);
            assertThat(decoded.argb(3, 5) >>> 24).isEqualTo(0x4c);
            assertThat(decoded.metadata().icc()).contains(new byte[300]);
            assertThat(decoded.onWhite().gamut()).isEqualTo(Gamut.DISPLAY_P3);
            assertThat(decoded.cropped(0, 0, 4, 4).gamut()).isEqualTo(Gamut.DISPLAY_P3);
            assertThat(decoded.inSrgb().metadata().isEmpty()).isTrue();
        }
    }

    /** A header that has no place for the gamut is not taken. */
    @Test
    void aSmallFileIsNoPostcard() {
        try (Codec codec = Codec.embedded()) {
            EncodeOptions small = EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(160));
            byte[] wide = codec.encode(WIDE, small);
            assertThat(wide).hasSizeLessThanOrEqualTo(160).startsWith('S', 'D');
            assertThat(codec.decode(wide).gamut()).isEqualTo(Gamut.DISPLAY_P3);
        }
    }

    @Test
    void packetsKeepItWhateverHasArrived() {
        try (Codec codec = Codec.embedded()) {
            Picture large = SyntheticPictures.scene(160, 120, 2).withGamut(Gamut.DISPLAY_P3);
            List<byte[]> packets = Packets.encode(
                    codec, large, EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(900)), PacketOptions.ofSize(163));
            for (int count : new int[] {1, 3, packets.size()}) {
                PacketCollector collector = new PacketCollector();
                packets.subList(0, count).forEach(collector::add);
                ReceivedPicture received = collector.pictures().get(0);
                Picture shown = received.decode(codec, DecodeOptions.DEFAULT.withPartial(true));
                assertThat(shown.gamut()).as("%d packets", count).isEqualTo(Gamut.DISPLAY_P3);
            }
        }
    }

    /** The conversion is that of linear light, with the transfer function of IEC 61966-2-1 as the JDK computes it. */
    @Test
    void colorsInSrgbAreTheNearest() {
        Picture colors = SyntheticPictures.opaque(216, 9, (x, y) -> {
            int red = x % 6 * 51 ^ y;
            int green = x / 6 % 6 * 51 ^ y;
            int blue = x / 36 * 51 ^ y;
            return red << 16 | green << 8 | blue;
        });
        Picture converted = colors.withGamut(Gamut.DISPLAY_P3).inSrgb();
        assertThat(converted.gamut()).isEqualTo(Gamut.SRGB);
        for (int y = 0; y < colors.height(); y++) {
            for (int x = 0; x < colors.width(); x++) {
                int argb = colors.argb(x, y);
                double r = linear(argb >> 16 & 255);
                double g = linear(argb >> 8 & 255);
                double b = linear(argb & 255);
                assertLevel(converted.argb(x, y) >> 16, 1.22494017628056 * r - 0.22494017628056 * g);
                assertLevel(converted.argb(x, y) >> 8, 1.04205695470969 * g - 0.04205695470969 * r);
                assertLevel(converted.argb(x, y), 1.09827360014097 * b - 0.01963755459033 * r - 0.07863604555063 * g);
            }
        }
        assertThat(SRGB.inSrgb()).isSameAs(SRGB);
        Picture grays = SyntheticPictures.opaque(256, 1, (x, y) -> x * 0x010101);
        assertThat(grays.withGamut(Gamut.DISPLAY_P3).inSrgb()).isEqualTo(grays);
        Picture veil = SyntheticPictures.of(2, 1, (x, y) -> 0x20ff0000);
        assertThat(veil.withGamut(Gamut.DISPLAY_P3).inSrgb().argb(0, 0)).isEqualTo(0x20ff0000);
    }

    private static double linear(int level) {
        double v = level / 255.0;
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    private static void assertLevel(int level, double light) {
        double clipped = Math.max(0, Math.min(1, light));
        double v = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * Math.pow(clipped, 1 / 2.4) - 0.055;
        assertThat((level & 255) / 255.0 - v).isBetween(-0.501 / 255, 0.501 / 255);
    }
}
