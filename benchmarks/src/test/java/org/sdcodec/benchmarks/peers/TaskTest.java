package org.sdcodec.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sdcodec.benchmarks.peers.graph.NetworkGraph;
import org.sdcodec.benchmarks.peers.graph.OnnxGraph;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.unet.UNet2DConditionModel;
import org.sdcodec.vae.Autoencoders;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.testing.SyntheticCheckpoint;

class TaskTest {
    @TempDir
    private Path folder;

    /** The engine refuses a checkpoint that lacks a weight, has one of another shape, or has one too many. */
    @ParameterizedTest
    @EnumSource(
            value = Task.class,
            names = {"VAE_DECODE", "UNET_STEP", "TAESD_DECODE", "EMBEDDED_DECODE"})
    void graphsHaveTheWeightsOfTheEnginesNetworks(Task task) {
        Map<String, int[]> shapes = new HashMap<>();
        for (Task other : Task.values()) {
            if (other.network().equals(task.network())) {
                NetworkGraph graph = new OnnxGraph();
                other.build(graph, 512);
                shapes.putAll(graph.weights());
            }
        }
        SyntheticCheckpoint weights = new SyntheticCheckpoint(shapes, 1, DType.F32, "test");
        try (ModelFiles files = new ModelFiles(task.config(), weights, "test")) {
            if (task == Task.UNET_STEP) {
                assertThat(UNet2DConditionModel.load(files, WeightResidency.DROP)
                                .contextChannels())
                        .isEqualTo(Task.TEXT_CHANNELS);
            } else {
                Task.Input latent = task.inputs(512).get(0);
                assertThat(Autoencoders.load(files).latentChannels()).isEqualTo(latent.shape()[1]);
            }
        }
    }

    @Test
    void onlyGroupNormsOfLargePicturesExplainMoreThanRounding() {
        Peer peer = new SdcodecPeer();
        assertThat(peer.tolerance(Task.VAE_DECODE, 256)).isEqualTo(1e-4);
        assertThat(peer.tolerance(Task.VAE_DECODE, 512)).isEqualTo(1e-4);
        assertThat(peer.tolerance(Task.VAE_DECODE, 1024)).isCloseTo(8e-4, within(1e-12));
        assertThat(peer.tolerance(Task.TAESD_DECODE, 1024)).isEqualTo(1e-4);
        for (Task task : Task.values()) {
            NetworkGraph graph = new OnnxGraph();
            task.build(graph, 64);
            boolean normalizes = graph.weights().keySet().stream().anyMatch(name -> name.contains("norm"));
            assertThat(task.hasGroupNorm()).as(task.title()).isEqualTo(normalizes);
        }
    }

    @Test
    void resultsSurviveTheirFile() throws IOException {
        Path csv = folder.resolve("results.csv");
        PeerRow first = new PeerRow("vae-decode", 512, 2, "sdcodec", "vector-512, Java 17", 5, 1.5, 1.25, 3, 1, 900, 0);
        PeerRow second = new PeerRow("vae-decode", 512, 2, "other", "1.2", 5, 3, 2.5, 6, 2, 1200, 1e-6);
        PeerRow.append(csv, first);
        PeerRow.append(csv, second);
        assertThat(PeerRow.read(csv)).isEqualTo(List.of(first, second));
    }

    @Test
    void damagedResultsAreRefusedInASentence() throws IOException {
        Path csv = folder.resolve("results.csv");
        PeerRow.append(csv, new PeerRow("a", 64, 1, "sdcodec", "1", 1, 1, 1, 1, 1, 1, 0));
        String good = Files.readString(csv);
        Files.writeString(csv, good + "a;b\n");
        assertThatThrownBy(() -> PeerRow.read(csv)).hasMessageContaining("2 columns");
        Files.writeString(csv, good.replace("a;64", "a;x"));
        assertThatThrownBy(() -> PeerRow.read(csv)).hasMessageContaining("a number was expected");
        Files.writeString(csv, "other\n");
        assertThatThrownBy(() -> PeerRow.read(csv)).hasMessageContaining("does not begin with");
    }
}
