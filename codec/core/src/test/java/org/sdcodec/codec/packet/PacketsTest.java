package org.sdcodec.codec.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.DecodedPart;
import org.sdcodec.EncodeOptions;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.RateTarget;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.packet.PacketCollector.Outcome;

class PacketsTest {
    private static final int SIDE = 128;
    private static final DecodeOptions PARTIAL = DecodeOptions.DEFAULT.withPartial(true);

    private static Codec codec;
    private static Picture picture;
    private static List<Layers> layers;

    @BeforeAll
    static void encode() {
        codec = Codec.builder().threads(1).build();
        picture = scene(1);
        layers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            layers.add(new LayeredEncoding(
                            codec,
                            scene(i),
                            EncodeOptions.DEFAULT.withQuality(50 + 5 * i),
                            PacketOptions.ofSize(163).withCoarseFirst(i > 0),
                            ProgressListener.NONE)
                    .run());
        }
        assertThat(layers.get(0).coarse()).isEmpty();
        assertThat(layers.get(1).coarse()).isNotEmpty();
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    /** Waves of color, another one for each seed. */
    private static Picture scene(int seed) {
        int[] pixels = new int[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % SIDE;
            int y = i / SIDE;
            int red = (x * (3 + seed) + y) % 256;
            int green = (x * x / 40 + y * (2 + seed)) % 256;
            int blue = (x + y) * 255 / (2 * SIDE);
            pixels[i] = red << 16 | green << 8 | blue;
        }
        return Picture.opaque(SIDE, SIDE, pixels);
    }

    private static ReceivedPicture received(List<byte[]> packets) {
        PacketCollector collector = new PacketCollector();
        packets.forEach(collector::add);
        return collector.pictures().get(0);
    }

    /** The example of FORMAT.md. */
    @Test
    void theFormatIsThatOfTheExample() {
        byte[] packet = new Packet(2, 7, 0x2A, new byte[] {1, 2, 3}).toBytes();

        assertThat(HexFormat.of().formatHex(packet)).isEqualTo("041aa54b010203");
    }

    @Test
    void anOrdinaryFileComesBackWhateverTheOrder() {
        byte[] sdc = codec.encode(picture, EncodeOptions.DEFAULT);
        List<byte[]> packets = Packets.cut(sdc, PacketOptions.ofSize(50).withParity(3));
        assertThat(packets).allMatch(packet -> packet.length <= 50);
        Collections.shuffle(packets, new Random(1));

        ReceivedPicture received = received(packets);

        assertThat(received.file()).hasValue(sdc);
        assertThat(received.decode(codec, DecodeOptions.DEFAULT)).isEqualTo(codec.decode(sdc));
        assertThat(received.missing()).isEmpty();
    }

    @Test
    void aTargetSizeIsThatOfAllThatThePacketsCarry() {
        int size = 600;
        EncodeOptions options = EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(size));

        List<byte[]> packets = Packets.encode(codec, picture, options, PacketOptions.ofSize(163));

        int sum = packets.stream().mapToInt(packet -> packet.length).sum();
        assertThat(sum - PacketOptions.HEADER_BYTES * packets.size()).isBetween(size * 9 / 10, size);
        assertThat(received(packets).decode(codec, DecodeOptions.DEFAULT).width())
                .isEqualTo(SIDE);
    }

    /** The first packet alone is the whole picture, and each further one brings it closer. */
    @Test
    void everyPrefixIsAPicture() {
        List<byte[]> packets = Packets.cut(layers.get(2), PacketOptions.ofSize(163));
        Picture whole = codec.decode(layers.get(2).fine());
        long before = Long.MAX_VALUE;
        for (int count = 1; count < packets.size(); count++) {
            ReceivedPicture received = received(packets.subList(0, count));
            assertThat(received.isWhole()).isFalse();
            List<String> heard = new ArrayList<>();
            Picture shown = received.decode(codec, PARTIAL, new ProgressListener() {
                @Override
                public void onProgress(Stage stage, int done, int total) {}

                @Override
                public void onPartial(DecodedPart part) {
                    heard.add("partial");
                }
            });
            assertThat(heard).containsExactly("partial");
            assertThat(shown.width()).isEqualTo(SIDE);
            long error = Psnr.squaredError(shown, whole);
            assertThat(error).isLessThanOrEqualTo(before);
            before = error;
        }
        assertThatThrownBy(() -> received(packets.subList(1, packets.size())).decode(codec, PARTIAL))
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining("1 is missing");
    }

    /** Another encoder may make the coarse picture of any size; only the picture's own size counts. */
    @ParameterizedTest
    @CsvSource({"16, 16", "200, 30", "30, 200", "256, 256"})
    void aCoarsePictureMayHaveAnySize(int width, int height) {
        Picture coarse = Picture.opaque(width, height, new int[width * height]);
        Layers stream = new Layers(
                codec.encode(coarse, EncodeOptions.DEFAULT),
                PacketsTest.layers.get(1).fine());
        List<byte[]> packets = Packets.cut(stream, PacketOptions.ofSize(163));

        Picture shown = received(packets.subList(0, packets.size() - 1)).decode(codec, PARTIAL);

        assertThat(shown.width()).isEqualTo(SIDE);
        assertThat(shown.height()).isEqualTo(SIDE);
        assertThat(shown.toArray()[SIDE * SIDE - 1] >> 8 & 0xFF)
                .as("green of the black coarse picture")
                .isLessThan(16);
    }

    /** The coarse picture takes several of them, and is complete before the others begin. */
    @Test
    void everyPrefixOfSmallPacketsIsAPicture() {
        EncodeOptions options = EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(600));
        List<byte[]> packets = Packets.encode(codec, picture, options, PacketOptions.ofSize(40));

        for (int count = 1; count < packets.size(); count++) {
            Picture shown = received(packets.subList(0, count)).decode(codec, PARTIAL);
            if (40 * count > 200) {
                assertThat(Psnr.of(shown, picture)).isGreaterThan(12);
            }
        }
    }

    @Test
    void aPictureThatIsNotWholeIsShownOnlyWhereThatIsAllowed() {
        List<byte[]> packets = Packets.cut(layers.get(1), PacketOptions.ofSize(163));
        ReceivedPicture received = received(packets.subList(0, packets.size() - 1));

        assertThatThrownBy(() -> received.decode(codec, DecodeOptions.DEFAULT))
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining("not whole")
                .hasMessageContaining(packets.size() + " is missing");
        assertThatThrownBy(() -> received.decode(codec, PARTIAL.withScale(2))).isInstanceOf(OptionsException.class);
    }

    @Test
    void parityRepairsAsManyLosses() {
        for (int parity = 1; parity <= 4; parity++) {
            List<byte[]> packets =
                    Packets.cut(layers.get(1), PacketOptions.ofSize(100).withParity(parity));
            int all = packets.size();
            for (int first = 0; first < all; first++) {
                int lost = first;
                int count = parity;
                List<byte[]> rest = IntStream.range(0, all)
                        .filter(i -> (i - lost + all) % all >= count)
                        .mapToObj(packets::get)
                        .toList();
                assertThat(received(rest).file()).hasValue(layers.get(1).fine());
            }
        }
    }

    @Test
    void tooManyPacketsAreRefusedWithTheSizeThatSuffices() {
        Random random = new Random(1);
        int[] noise = random.ints(SIDE * SIDE, 0, 1 << 24).toArray();
        byte[] sdc = codec.encode(Picture.opaque(SIDE, SIDE, noise), EncodeOptions.DEFAULT.withQuality(90));
        assertThat(sdc.length).isGreaterThan(2048);
        assertThatThrownBy(() -> Packets.cut(sdc, PacketOptions.ofSize(20)))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("packets of at least " + ((sdc.length + 1 + 127) / 128 + 4) + " bytes");
        assertThat(Packets.cut(sdc, PacketOptions.ofSize((sdc.length + 1 + 127) / 128 + 4)))
                .hasSizeLessThanOrEqualTo(128);
    }

    @ParameterizedTest
    @ValueSource(ints = {19, 65_536})
    void packetsOfOtherSizesAreRefused(int size) {
        assertThatIllegalArgumentException().isThrownBy(() -> PacketOptions.ofSize(size));
    }

    @Test
    void everyFaultOfTwoBitsIsNoticed() {
        byte[] packet = Packets.cut(layers.get(1), PacketOptions.ofSize(60)).get(1);
        for (int i = 0; i < 8 * packet.length; i++) {
            for (int j = i; j < 8 * packet.length; j++) {
                byte[] damaged = packet.clone();
                damaged[i / 8] ^= (byte) (1 << i % 8);
                if (j > i) {
                    damaged[j / 8] ^= (byte) (1 << j % 8);
                }
                assertThat(Packet.of(damaged)).isEmpty();
            }
        }
    }

    /** Packets that the check takes for right: the checksum of the file tells, and what is left repairs it. */
    @Test
    void aWrongPacketWithARightCheckIsFoundOut() {
        PacketOptions options = PacketOptions.ofSize(100).withParity(2);
        List<byte[]> packets = new ArrayList<>(Packets.cut(layers.get(1), options));
        Packet right = Packet.of(packets.get(1)).orElseThrow();
        byte[] other = right.payload().clone();
        other[7] ^= 1;
        byte[] wrong = new Packet(right.number(), right.count(), right.tag(), other).toBytes();
        PacketCollector collector = new PacketCollector();
        packets.forEach(collector::add);
        assertThat(collector.add(wrong)).isEqualTo(Outcome.CONFLICTING);
        assertThat(collector.pictures().get(0).file()).hasValue(layers.get(1).fine());

        packets.set(1, wrong);
        assertThat(received(packets).file()).hasValue(layers.get(1).fine());
        List<byte[]> withoutParity = packets.subList(0, right.count());
        assertThat(received(withoutParity).file()).isEmpty();
        assertThat(received(withoutParity).state()).contains("do not go together");
    }

    /**
     * Loses, swaps, repeats and damages packets at random, among those of another picture, half the time under the same
     * tag.
     */
    @Test
    void noSetOfPacketsGivesAWrongPicture() {
        for (int seed = 0; seed < 10_000; seed++) {
            try {
                receiveAtRandom(new Random(seed), seed % 1000 == 0);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private void receiveAtRandom(Random random, boolean decodes) {
        int own = random.nextInt(layers.size());
        Layers sent = layers.get(own);
        Layers foreign = layers.get((own + 1) % layers.size());
        PacketOptions options = PacketOptions.ofSize(40 + random.nextInt(300)).withParity(random.nextInt(6));
        List<byte[]> packets = new ArrayList<>(Packets.cut(sent, options));
        Packet first = Packet.of(packets.get(0)).orElseThrow();
        int losses = random.nextInt(4);
        Collections.shuffle(packets, random);
        packets.subList(0, Math.min(losses, packets.size() - 1)).clear();
        boolean mixed = random.nextBoolean();
        List<byte[]> arrived = new ArrayList<>(packets);
        for (byte[] packet : packets) {
            if (random.nextInt(4) == 0) {
                arrived.add(packet.clone());
            }
            if (random.nextInt(4) == 0) {
                byte[] damaged = Arrays.copyOf(packet, packet.length - random.nextInt(3));
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
                arrived.add(damaged);
            }
        }
        for (byte[] packet : Packets.cut(foreign, options)) {
            Packet other = Packet.of(packet).orElseThrow();
            boolean fits = other.number() < PacketOptions.MAX_PACKETS && random.nextInt(4) == 0;
            if (fits && mixed) {
                packet = new Packet(other.number(), first.count(), first.tag(), other.payload()).toBytes();
            }
            if (fits) {
                arrived.add(packet);
            }
        }
        Collections.shuffle(arrived, random);

        PacketCollector collector = new PacketCollector();
        arrived.forEach(collector::add);

        boolean found = false;
        for (ReceivedPicture picture : collector.pictures()) {
            boolean mine = picture.count() == first.count() && picture.tag() == first.tag();
            picture.file().ifPresent(file -> assertThat(file).isIn(sent.fine(), foreign.fine()));
            found |= mine && picture.isWhole();
            if (decodes && !picture.isWhole()) {
                try {
                    assertThat(picture.decode(codec, PARTIAL).width()).isPositive();
                } catch (SdcFormatException e) {
                    assertThat(e).hasMessageContaining("can be shown");
                }
            }
        }
        if (!mixed) {
            assertThat(found).isEqualTo(packets.size() >= first.count());
        }
    }

    /** Every data packet is there twice and none fits: without a bound on the work that would be tried for days. */
    @Test
    @Timeout(60)
    void largePacketsThatAreDoubledAreGivenUpSoon() {
        int count = 64;
        PacketCollector collector = new PacketCollector();
        for (int number = 0; number < 2 * count; number++) {
            for (int copy = 0; copy < 2; copy++) {
                byte[] payload = new byte[PacketOptions.MAX_BYTES - PacketOptions.HEADER_BYTES - 1];
                new Random(2L * number + copy).nextBytes(payload);
                if (number >= count / 2) {
                    collector.add(new Packet(number, count, 5, payload).toBytes());
                }
            }
        }
        ReceivedPicture received = collector.pictures().get(0);
        assertThat(received.isWhole()).isFalse();
        assertThatThrownBy(() -> received.decode(codec, PARTIAL))
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining("nothing of the picture can be shown");
    }
}
