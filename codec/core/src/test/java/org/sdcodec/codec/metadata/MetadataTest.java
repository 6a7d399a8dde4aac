package org.sdcodec.codec.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Metadata;
import org.sdcodec.MetadataKind;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.pipeline.CodingModes;
import org.sdcodec.codec.testing.SyntheticPictures;

@Timeout(120)
class MetadataTest {
    private static final String MODEL = "Camera 1 of the test";
    private static final String NOTE = "a note that only its maker reads";
    private static final byte[] XMP =
            ("<?xpacket begin=''?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF><rdf:Description"
                            + " tiff:Orientation=\"6\" dc:title='Tree'/></rdf:RDF></x:xmpmeta>" + " ".repeat(2000)
                            + "\n<?xpacket end='w'?>")
                    .getBytes(StandardCharsets.UTF_8);

    /** Exif of a camera held upright, with an exposure, a maker note and a location. */
    private static byte[] exif(ByteOrder order) {
        ByteBuffer out = ByteBuffer.allocate(400).order(order);
        out.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
        out.putShort((short) 42).putInt(8);
        out.putShort((short) 4);
        entry(out, 0x0110, 2, MODEL.length() + 1, 200);
        entry(out, 0x0112, 3, 1, order == ByteOrder.BIG_ENDIAN ? 6 << 16 : 6);
        entry(out, 0x8769, 4, 1, 70);
        entry(out, 0x8825, 4, 1, 120);
        out.putInt(0);
        out.position(70);
        out.putShort((short) 2);
        entry(out, 0x829a, 5, 1, 230);
        entry(out, 0x927c, 7, NOTE.length(), 300);
        out.putInt(0);
        out.position(120);
        out.putShort((short) 1);
        entry(out, 0x0002, 5, 3, 260);
        out.putInt(0);
        out.position(200);
        out.put((MODEL + "\0").getBytes(StandardCharsets.US_ASCII));
        out.position(230);
        out.putInt(1).putInt(250);
        out.position(260);
        for (int degrees : new int[] {48, 51, 30}) {
            out.putInt(degrees).putInt(1);
        }
        out.position(300);
        out.put(NOTE.getBytes(StandardCharsets.US_ASCII));
        return out.array();
    }

    private static void entry(ByteBuffer out, int tag, int type, int count, int value) {
        out.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void compactExifHoldsWhatDescribesThePicture() {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            byte[] compact = ExifBlock.parse(exif(order)).compact(false).orElseThrow();
            assertThat(compact.length).isLessThan(100);
            assertThat(text(compact)).contains(MODEL).doesNotContain(NOTE);
            ByteBuffer data = ByteBuffer.wrap(compact).order(order);
            ExifDirectory first = ExifDirectory.read(data, 8);
            assertThat(first.entries()).extracting(ExifDirectory.Entry::tag).containsExactly(0x0110, 0x8769);
            ExifDirectory exposure = ExifDirectory.read(
                    data, data.getInt(first.find(0x8769).orElseThrow().valueAt()));
            ExifDirectory.Entry time = exposure.find(0x829a).orElseThrow();
            assertThat(data.getInt(time.valueAt())).isEqualTo(1);
            assertThat(data.getInt(time.valueAt() + 4)).isEqualTo(250);
            assertThat(exposure.entries()).hasSize(1);
            // What is compact stays as it is.
            assertThat(ExifBlock.parse(compact).compact(true)).contains(compact);
        }
    }

    @Test
    void theLocationStaysOnlyIfItIsNamed() {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            ExifBlock exif = ExifBlock.parse(exif(order));
            assertThat(exif.hasLocation()).isTrue();
            assertThat(ExifBlock.parse(exif.compact(true).orElseThrow()).hasLocation())
                    .isTrue();
            assertThat(ExifBlock.parse(exif.compact(false).orElseThrow()).hasLocation())
                    .isFalse();
            byte[] whole = exif.whole(false);
            assertThat(text(whole)).contains(NOTE).contains(MODEL);
            assertThat(ExifBlock.parse(whole).hasLocation()).isFalse();
            assertThat(Arrays.copyOfRange(whole, 260, 284)).containsOnly(0);
            assertThat(exif.whole(true)).endsWith(Arrays.copyOfRange(exif(order), 60, 400));
            int orientation = ByteBuffer.wrap(whole).order(order).getShort(10 + 12 + 8);
            assertThat(orientation).isEqualTo(1);
        }
    }

    @Test
    void xmpLosesPaddingAndOrientation() {
        String compact = new String(XmpPacket.compact(XMP, false), StandardCharsets.UTF_8);
        assertThat(compact)
                .contains("tiff:Orientation=\"1\"")
                .contains("Tree")
                .endsWith("</x:xmpmeta>\n<?xpacket end='w'?>");
        byte[] place = "<x:xmpmeta exif:GPSLatitude='48,51N'/>".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> XmpPacket.compact(place, false)).hasMessageContaining("names a location");
        assertThat(XmpPacket.compact(place, true)).isEqualTo(place);
        assertThatThrownBy(() -> XmpPacket.compact(new byte[] {(byte) 0xc3}, true))
                .hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> XmpPacket.compact("text".getBytes(StandardCharsets.UTF_8), true))
                .hasMessageContaining("no XMP");
    }

    /** To search for the end of white space from each of its characters would take half an hour. */
    @Test
    void muchWhiteSpaceInXmpTakesNoTime() {
        String start = "<x:xmpmeta xmlns:x='adobe:ns:meta/'>";
        String space = " \n\t\r".repeat(1 << 18);
        byte[] padded = (start + space + "</x:xmpmeta>" + space + "<?xpacket end='w'?>" + space + "<?xpacket end='r'?>")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(new String(XmpPacket.compact(padded, false), StandardCharsets.UTF_8))
                .isEqualTo(start + space + "</x:xmpmeta>\n<?xpacket end='w'?>\n<?xpacket end='r'?>");
    }

    /** Damaged Exif is refused or gives Exif that can be read again, and nothing else happens. */
    @Test
    void damagedExifIsRefusedOrReadable() {
        long seed = 5;
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = exif(i % 2 == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            int changes = 1 + random.nextInt(4);
            for (int k = 0; k < changes; k++) {
                damaged[random.nextInt(170)] = (byte) random.nextInt(256);
            }
            damaged = Arrays.copyOf(damaged, random.nextInt(8) == 0 ? random.nextInt(damaged.length) : damaged.length);
            try {
                ExifBlock block = ExifBlock.parse(damaged);
                block.compact(false)
                        .ifPresent(found ->
                                assertThat(ExifBlock.parse(found).hasLocation()).isFalse());
                assertThat(ExifBlock.parse(block.whole(false)).hasLocation()).isFalse();
            } catch (UnusableMetadataException e) {
                refused++;
            }
        }
        assertThat(refused).as("of seed " + seed).isBetween(5_000, 19_000);
    }

    private static Metadata all() {
        return Metadata.NONE.withExif(exif(ByteOrder.BIG_ENDIAN)).withXmp(XMP).withIcc(new byte[500]);
    }

    private static ProgressListener recording(List<String> reasons, long[] bytes) {
        return new ProgressListener() {
            @Override
            public void onProgress(Stage stage, int done, int total) {
                // Not looked at.
            }

            @Override
            public void onMetadataLeftOut(long count, List<String> why) {
                bytes[0] = count;
                reasons.addAll(why);
            }
        };
    }

    @Test
    void filesKeepWhatTheOptionsName() {
        Picture picture = SyntheticPictures.scene(40, 30, 1).withMetadata(all());
        try (Codec codec = Codec.embedded()) {
            long[] leftOut = new long[1];
            List<String> reasons = new ArrayList<>();
            byte[] bare = codec.encode(picture, EncodeOptions.DEFAULT, recording(reasons, leftOut));
            assertThat(leftOut[0]).isEqualTo(all().bytes());
            assertThat(reasons).isEmpty();
            assertThat(codec.decode(bare).metadata().isEmpty()).isTrue();

            Set<MetadataKind> every = EnumSet.allOf(MetadataKind.class);
            byte[] file = codec.encode(picture, EncodeOptions.DEFAULT.withMetadata(every));
            Picture decoded = codec.decode(file);
            assertThat(decoded.metadata().exif().orElseThrow()).hasSize(400);
            assertThat(decoded.metadata().xmp()).contains(XmpPacket.compact(XMP, true));
            assertThat(decoded.metadata().icc()).contains(new byte[500]);
            assertThat(decoded.withMetadata(Metadata.NONE))
                    .isEqualTo(codec.decode(bare))
                    .isNotEqualTo(decoded);
            assertThat(Codec.info(file).metadata()).isEqualTo(decoded.metadata());
            assertThat(file.length - bare.length)
                    .isEqualTo(Codec.info(file).metadataBytes() + 3 * 2 + 1 + extra(file, bare));

            byte[] some = codec.encode(picture, EncodeOptions.DEFAULT.withMetadata(EnumSet.of(MetadataKind.XMP)));
            assertThat(codec.decode(some).metadata().exif()).isEmpty();
            assertThat(codec.decode(some).metadata().xmp()).isPresent();
        }
    }

    /** Two bytes of lengths that do not fit one, and the header that is longer in larger files. */
    private static int extra(byte[] file, byte[] bare) {
        int lengths = (int) CodingModes.read(file).chunks().stream()
                .filter(chunk -> chunk.size() > 127)
                .count();
        return lengths + Codec.info(file).headerBytes() - Codec.info(bare).headerBytes();
    }

    @Test
    void badMetadataIsLeftOutWithAReason() {
        Picture picture = SyntheticPictures.scene(16, 16, 1)
                .withMetadata(Metadata.NONE.withExif(new byte[20]).withIcc(new byte[MetadataChunks.MAX_BYTES + 1]));
        try (Codec codec = Codec.embedded()) {
            long[] leftOut = new long[1];
            List<String> reasons = new ArrayList<>();
            Set<MetadataKind> every = EnumSet.allOf(MetadataKind.class);
            byte[] file = codec.encode(picture, EncodeOptions.DEFAULT.withMetadata(every), recording(reasons, leftOut));
            assertThat(reasons)
                    .containsExactly(
                            "Exif is left out: it is no TIFF structure",
                            "the color profile is left out: it has 1048577 bytes, more than the 1048576 that a"
                                    + " file holds");
            assertThat(leftOut[0]).isEqualTo(picture.metadata().bytes());
            assertThat(Codec.info(file).metadata().isEmpty()).isTrue();
        }
    }

    private static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {SdcChunk.EXIF, SdcChunk.XMP, SdcChunk.ICC})
    void chunksThatAreDamagedOrGrowTooFarAreRefused(int type) {
        byte[] whole;
        try (Codec codec = Codec.embedded()) {
            whole = codec.encode(SyntheticPictures.scene(16, 16, 1));
        }
        SdcFile file = CodingModes.read(whole);
        byte[] good = deflated(new byte[MetadataChunks.MAX_BYTES]);
        assertThat(MetadataChunks.of(file.with(new SdcChunk(type, good))).bytes())
                .isEqualTo(MetadataChunks.MAX_BYTES);
        List<byte[]> bad = List.of(
                deflated(new byte[MetadataChunks.MAX_BYTES + 1]),
                deflated(new byte[1 << 27]),
                deflated(new byte[0]),
                new byte[0],
                Arrays.copyOf(good, good.length - 1),
                Arrays.copyOf(good, good.length + 1),
                new byte[] {-1, -1, -1});
        for (byte[] data : bad) {
            byte[] sdc = SdcWriter.write(file.with(new SdcChunk(type, data)));
            assertThatThrownBy(() -> Codec.info(sdc))
                    .isInstanceOf(SdcFormatException.class)
                    .hasMessageContaining("chunk of type " + type);
        }
    }
}
