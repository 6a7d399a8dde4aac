package org.sdcodec.benchmarks.peers.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.FloatFormats;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.testing.SyntheticCheckpoint;

/**
 * What the written files say, read back without the engines that they are for: the comparison itself checks their
 * results.
 */
class GraphFilesTest {
    private static final ModelConfig CONFIG =
            ModelConfig.of(Map.of("block_out_channels", List.of(8, 16), "norm_num_groups", 4, "patch_size", 2), "test");
    private static final int SIZE = 32;
    private static final long SEED = 3;
    private static final String WEIGHT = "decoder.conv_in.weight";

    @TempDir
    private Path folder;

    private Path checkpoint;

    @BeforeEach
    void writeCheckpoint() {
        NetworkGraph graph = new OnnxGraph();
        Networks.klDecoder(graph, CONFIG, SIZE, SIZE);
        checkpoint = folder.resolve("test.safetensors");
        new SyntheticCheckpoint(graph.weights(), SEED, DType.F32, "test").write(checkpoint);
    }

    @Test
    void everyOnnxNodeUsesWhatIsThere() throws IOException {
        Path file = write(new OnnxGraph(), "test.onnx");
        Message graph = new Message(Files.readAllBytes(file)).messages(7).get(0);
        Set<String> known = new TreeSet<>(Set.of(""));
        graph.messages(5).forEach(initializer -> known.add(initializer.texts(8).get(0)));
        graph.messages(11).forEach(input -> known.add(input.texts(1).get(0)));
        for (Message node : graph.messages(1)) {
            assertThat(known).containsAll(node.texts(1));
            known.addAll(node.texts(2));
        }
        assertThat(known).contains(graph.messages(12).get(0).texts(1).get(0), WEIGHT);
    }

    @Test
    void onnxWeightsLieInTheCheckpoint() throws IOException {
        Path file = write(new OnnxGraph(), "test.onnx");
        Message graph = new Message(Files.readAllBytes(file)).messages(7).get(0);
        Message weight = graph.messages(5).stream()
                .filter(initializer -> initializer.texts(8).equals(List.of(WEIGHT)))
                .findFirst()
                .orElseThrow();
        List<String> entries = new ArrayList<>();
        weight.messages(13)
                .forEach(entry -> entries.addAll(
                        List.of(entry.texts(1).get(0), entry.texts(2).get(0))));
        assertThat(entries).startsWith("location", "test.safetensors", "offset");
        ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(checkpoint)).order(ByteOrder.LITTLE_ENDIAN);
        int offset = Integer.parseInt(entries.get(3));
        float[] expected = values();
        assertThat(entries.subList(4, 6)).containsExactly("length", String.valueOf(expected.length * Float.BYTES));
        for (int i = 0; i < expected.length; i++) {
            assertThat(data.getFloat(offset + i * Float.BYTES)).isEqualTo(expected[i]);
        }
    }

    @Test
    void everyTorchScriptStatementUsesWhatIsThere() throws IOException {
        Path file = write(new TorchScriptGraph(TorchScriptGraph.Precision.F32), "test.pt");
        try (ZipFile archive = new ZipFile(file.toFile())) {
            String source = new String(bytes(archive, "network/code/__torch__.py"), StandardCharsets.UTF_8);
            Set<String> known = new TreeSet<>(Set.of("latent"));
            Matcher attributes = Pattern.compile("(?m)^  (w\\d+) : Tensor$").matcher(source);
            while (attributes.find()) {
                known.add("self." + attributes.group(1));
            }
            Matcher statements = Pattern.compile("(?m)^    (\\w+) = (.*)$").matcher(source);
            while (statements.find()) {
                Matcher used = Pattern.compile("(self\\.w|\\bv)\\d+").matcher(statements.group(2));
                while (used.find()) {
                    assertThat(known).contains(used.group());
                }
                known.add(statements.group(1));
            }
            assertThat(known).contains(source.replaceAll("(?s).*return (\\w+)\\s*$", "$1"));
        }
    }

    @Test
    void torchScriptWeightsAreStoredAsTheyAre() throws IOException {
        float[] expected = values();
        for (TorchScriptGraph.Precision precision : TorchScriptGraph.Precision.values()) {
            Path file = write(new TorchScriptGraph(precision), "test.pt");
            try (ZipFile archive = new ZipFile(file.toFile())) {
                // The third and fourth weights that the decoder uses, after those of post_quant_conv.
                assertThat(archive.getEntry("network/data/2").getMethod()).isEqualTo(ZipEntry.STORED);
                ByteBuffer data =
                        ByteBuffer.wrap(bytes(archive, "network/data/2")).order(ByteOrder.LITTLE_ENDIAN);
                for (float value : expected) {
                    if (precision == TorchScriptGraph.Precision.F32) {
                        assertThat(data.getFloat()).isEqualTo(value);
                    } else {
                        assertThat(data.getShort()).isEqualTo(FloatFormats.floatToBfloat16(value));
                    }
                }
                assertThat(data.hasRemaining()).isFalse();
            }
        }
    }

    private static float[] values() {
        return SyntheticCheckpoint.values(WEIGHT, new int[] {16, 4, 3, 3}, SEED);
    }

    private Path write(NetworkGraph graph, String name) throws IOException {
        Networks.klDecoder(graph, CONFIG, SIZE, SIZE);
        Path file = folder.resolve(name);
        graph.write(checkpoint, file);
        return file;
    }

    private static byte[] bytes(ZipFile archive, String name) {
        try {
            return archive.getInputStream(archive.getEntry(name)).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A message of Protocol Buffers, read by the rules rather than by the writer's code. */
    private record Message(byte[] bytes) {
        List<Message> messages(int field) {
            List<Message> found = new ArrayList<>();
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                long tag = varint(rest);
                int length = switch ((int) tag & 7) {
                    case 0 -> {
                        varint(rest);
                        yield 0;
                    }
                    case 2 -> (int) varint(rest);
                    case 5 -> Float.BYTES;
                    default -> throw new AssertionError("tag " + tag);
                };
                byte[] value = new byte[length];
                rest.get(value);
                if (tag == (field << 3 | 2)) {
                    found.add(new Message(value));
                }
            }
            return found;
        }

        List<String> texts(int field) {
            return messages(field).stream()
                    .map(message -> new String(message.bytes, StandardCharsets.UTF_8))
                    .toList();
        }

        private static long varint(ByteBuffer rest) {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = rest.get();
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }
    }
}
