package org.sdcodec.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sdcodec.engine.TestData.assertSameBits;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.engine.layer.PixelShuffle;
import org.sdcodec.engine.profile.LayerRun;

/** What layers report to Flight Recorder; every number is counted by hand. */
class LayerEventsTest {
    private static final long SEED = 5;

    private final Layers layers = Layers.loaded(new TestParameters()).at("net");

    @TempDir
    private Path folder;

    /** A network's run. */
    private interface Network {
        Tensor run(Engine engine);
    }

    private static Tensor input(int height, int width, int channels) {
        return TestData.normalTensor(new Random(SEED), height, width, channels);
    }

    private List<RecordedEvent> record(boolean enabled, Network network) throws IOException {
        try (Recording recording = new Recording();
                Engine engine = Engine.create(1)) {
            if (enabled) {
                recording.enable(LayerRun.EVENT);
            }
            recording.start();
            network.run(engine);
            recording.stop();
            Path file = folder.resolve("layers.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(LayerRun.EVENT))
                    .toList();
        }
    }

    /** All that does not depend on the machine. */
    private static String text(RecordedEvent event) {
        Stream<String> texts = Stream.of("name", "kind", "algorithm", "input", "output");
        Stream<String> counts = Stream.of("rows", "flop", "multipliedFlop", "bytes");
        return String.join(
                        " | ",
                        Stream.concat(
                                        texts.map(event::getString),
                                        counts.map(field -> String.valueOf(event.getLong(field))))
                                .toList())
                .replace("net.", "");
    }

    private List<String> texts(Network network) throws IOException {
        return record(true, network).stream().map(LayerEventsTest::text).toList();
    }

    @Test
    void convolutionsSayTheirAlgorithmAndWork() throws IOException {
        Tensor few = input(8, 6, 4);
        Tensor some = input(8, 6, 40);
        Tensor many = input(16, 16, 32);
        Tensor odd = input(19, 19, 32);
        Tensor large = input(80, 80, 32);
        assertThat(texts(engine -> {
                    layers.conv("patches", 4, 40, 3).forward(engine, few);
                    layers.conv("product", 40, 8, 1).forward(engine, some);
                    layers.conv("taps", 40, 3, 3).forward(engine, some);
                    layers.conv("direct", 40, 40, 5).on(some).plus(some).run(engine);
                    layers.conv("filtered", 32, 32, 3).forward(engine, many);
                    layers.conv("doubled", 32, 32, 3).on(odd).upsampled2x().run(engine);
                    return layers.conv("halved", 32, 32, 3, 2, Padding.of(1), false)
                            .forward(engine, large);
                }))
                .containsExactly(
                        // 2·48·9·4·40; (48·4 + 9·4·40 + 40 + 48·40)·4
                        "patches | conv 3x3 | direct-patches | 8x6x4 | 8x6x40 | 8 | 138240 | 138240 | 14368",
                        // 2·48·40·8; (48·40 + 40·8 + 8 + 48·8)·4
                        "product | conv 1x1 | gemm | 8x6x40 | 8x6x8 | 8 | 30720 | 30720 | 10528",
                        // 2·48·9·40·3; (48·40 + 9·40·3 + 3 + 48·3)·4
                        "taps | conv 3x3 | taps | 8x6x40 | 8x6x3 | 8 | 103680 | 103680 | 12588",
                        // 2·48·25·40·40; (48·40 + 25·40·40 + 40 + 2·48·40)·4
                        "direct | conv 5x5 | direct | 8x6x40 | 8x6x40 | 8 | 3840000 | 3840000 | 183200",
                        // 2·256·9·32·32, 2·36·4²·32·32; (256·32 + 9·32·32 + 32 + 256·32)·4
                        "filtered | conv 3x3 | winograd-f4 | 16x16x32 | 16x16x32 | 16 | 4718592 | 1179648 | 102528",
                        // 2·1444·9·32·32, 2·144·4²·32·32; (361·32 + 9·32·32 + 32 + 1444·32)·4
                        "doubled | conv 3x3 doubled | winograd-upsampled | 19x19x32 | 38x38x32 | 38"
                                + " | 26615808 | 4718592 | 268032",
                        // 2·1600·9·32·32, 2·121·8²·32·32; (6400·32 + 9·32·32 + 1600·32)·4
                        "halved | conv 3x3 stride 2 | winograd-halved | 80x80x32 | 40x40x32 | 40"
                                + " | 29491200 | 15859712 | 1060864");
    }

    @Test
    void otherLayersSayTheirWork() throws IOException {
        Tensor x = input(4, 3, 32);
        Tensor context = input(1, 5, 16);
        assertThat(texts(engine -> {
                    layers.linear("linear", 32, 24, true).get().forward(engine, x);
                    layers.geglu("geglu", 32, 16).get().forward(engine, x);
                    layers.groupNorm("group", 4, 32, 1e-5).statistics(engine, x);
                    layers.layerNorm("layer", 32, 1e-5f).forward(engine, x);
                    Activation.SILU.applyInPlace(engine, x.copy());
                    PixelShuffle.forward(engine, x);
                    MultiHeadAttention.Names names = MultiHeadAttention.Names.DIFFUSERS;
                    return new MultiHeadAttention(layers.at("attn"), names, 32, 16, 2, false, false)
                            .forward(engine, x.copy(), context, x);
                }))
                .containsExactly(
                        // 2·12·32·24; (12·32 + 32·24 + 24 + 12·24)·4
                        "linear | linear | gemm | 4x3x32 | 4x3x24 | 4 | 18432 | 18432 | 5856",
                        // 2·12·32·32; (12·32 + 32·32 + 32 + 12·16)·4
                        "geglu | geglu | gemm | 4x3x32 | 4x3x16 | 4 | 24576 | 24576 | 6528",
                        "group | group norm 4 | statistics | 4x3x32 | 4x3x32 | 4 | 0 | 0 | 1536",
                        // (2·12·32 + 2·32)·4
                        "layer | layer norm | token | 4x3x32 | 4x3x32 | 4 | 0 | 0 | 3328",
                        "silu | silu | elementwise | 4x3x32 | 4x3x32 | 4 | 0 | 0 | 3072",
                        "pixel shuffle | pixel shuffle | elementwise | 4x3x32 | 8x6x8 | 8 | 0 | 0 | 3072",
                        "attn.to_q | linear | gemm | 4x3x32 | 4x3x32 | 4 | 24576 | 24576 | 7168",
                        "attn.to_k | linear | gemm | 1x5x16 | 1x5x32 | 1 | 5120 | 5120 | 3008",
                        "attn.to_v | linear | gemm | 1x5x16 | 1x5x32 | 1 | 5120 | 5120 | 3008",
                        // 2·2·12·5·32; (2·12·32 + 2·5·32)·4
                        "attn | attention 2 | online-softmax | 4x3x32 | 4x3x32 | 4 | 7680 | 7680 | 4352",
                        // with a residual: (3·12·32 + 32·32 + 32)·4
                        "attn.to_out.0 | linear | gemm | 4x3x32 | 4x3x32 | 4 | 24576 | 24576 | 8832");
    }

    @Test
    void bandsAddUpToTheWholeLayer() throws IOException {
        Tensor x = input(40, 16, 32);
        RowNetwork.Builder builder = new RowNetwork.Builder(new Shape(40, 16, 32));
        int first = builder.conv(layers.conv("a", 32, 32, 3), 1, Activation.RELU, 0, -1);
        RowNetwork network = builder.build(builder.conv(layers.conv("b", 32, 3, 3), 1, null, first, -1))
                .withBand(8 * 16 * 32);
        List<RecordedEvent> events = record(true, engine -> {
            RowRun.run(
                    engine,
                    network,
                    new Area(0, 0, 40, 16),
                    (y, left, columns, to, offset) ->
                            System.arraycopy(x.data(), x.offset(y) + left * 32, to, offset, columns * 32),
                    (rows, from, end) -> {},
                    BlockListener.NONE);
            return x;
        });
        for (String name : List.of("net.a", "net.b")) {
            List<RecordedEvent> parts = events.stream()
                    .filter(event -> event.getString("name").equals(name))
                    .toList();
            assertThat(parts).hasSizeGreaterThan(1);
            int outputs = name.equals("net.a") ? 32 : 3;
            assertThat(parts.stream().mapToInt(part -> part.getInt("rows")).sum())
                    .isEqualTo(40);
            assertThat(parts.stream().mapToLong(part -> part.getLong("flop")).sum())
                    .isEqualTo(2L * 40 * 16 * 9 * 32 * outputs);
        }
    }

    @Test
    void ratesFollowFromWorkTimeAndPeak() throws IOException {
        Tensor x = input(64, 64, 64);
        RecordedEvent event = record(
                        true, engine -> layers.conv("conv", 64, 64, 3).forward(engine, x))
                .get(0);
        assertThat(event.getInt("threads")).isEqualTo(1);
        double peak = event.getDouble("peakGflops");
        double rate = event.getDouble("gflops");
        assertThat(peak).isPositive();
        assertThat(event.getDouble("shareOfPeak")).isEqualTo(rate / peak);
        // The event lasts a little longer than the time that counts for its rate.
        double least = event.getLong("flop") / (double) event.getDuration().toNanos();
        assertThat(rate).isGreaterThan(0.5 * least);
    }

    @Test
    void withoutARecordingThatWantsThemThereAreNoEventsAndTheSameBits() throws IOException {
        Tensor x = input(16, 16, 32);
        ConvLayer conv = layers.conv("conv", 32, 32, 3);
        Tensor[] results = new Tensor[2];
        assertThat(record(true, engine -> results[0] = conv.forward(engine, x))).hasSize(1);
        assertThat(record(false, engine -> results[1] = conv.forward(engine, x)))
                .isEmpty();
        assertSameBits("recorded", results[0], results[1]);
        try (Engine engine = Engine.create(1)) {
            assertThat(LayerRun.begin(engine)).isNull();
            assertSameBits("not recorded", conv.forward(engine, x), results[0]);
        }
    }

    @Test
    void runsWhereThereIsNoFlightRecorder() throws Exception {
        assertThat(LayerRun.isRecordable()).isTrue();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = Path.of(LayerRun.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                + File.pathSeparator
                + Path.of(Child.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
        Process child = new ProcessBuilder(java, "--limit-modules=java.base", "-cp", path, Child.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        assertThat(output).isEqualTo("false " + Child.hash());
        assertThat(child.waitFor()).isZero();
    }

    /** A program that runs a layer and prints its bits. */
    static final class Child {
        private Child() {}

        static int hash() {
            ConvLayer conv = Layers.loaded(new TestParameters()).conv("conv", 32, 32, 3);
            float[] x = TestParameters.values("x", 9 * 7 * 32);
            try (Engine engine = Engine.create(1)) {
                Tensor y = conv.forward(engine, Tensor.of(9, 7, 32, x));
                return Arrays.hashCode(Arrays.copyOf(y.data(), y.size()));
            }
        }

        public static void main(String[] args) {
            System.out.println(LayerRun.isRecordable() + " " + hash());
        }
    }
}
