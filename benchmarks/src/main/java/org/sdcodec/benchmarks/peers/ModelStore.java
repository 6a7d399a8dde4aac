package org.sdcodec.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.sdcodec.benchmarks.peers.graph.NetworkGraph;
import org.sdcodec.benchmarks.peers.graph.OnnxGraph;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.embedded.EmbeddedModel;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import org.sdcodec.weights.testing.SyntheticCheckpoint;

/**
 * A folder of the networks' weights (safetensors, F32) and of their graphs in the formats of other engines. What is
 * there already is not made again: the folder may be deleted at any time, and must be when the code that writes the
 * graphs changes.
 */
public final class ModelStore {
    private static final long SEED = 14;
    /** Only the names and shapes of the weights are taken from the graph that is built for this size. */
    private static final int ANY_SIZE = 512;

    private final Path folder;

    public ModelStore(Path folder) {
        this.folder = folder;
    }

    /** Where everything lies. */
    public Path folder() {
        return folder;
    }

    /** The network of a task; its files stay open until they are closed. */
    public ModelFiles open(Task task) {
        Path file = checkpointFile(task);
        return new ModelFiles(task.config(), Safetensors.open(file), file.toString());
    }

    /** Makes the checkpoint of a task unless it is there with the tensors that the networks have. */
    Path checkpoint(Task task) throws IOException {
        Path file = checkpointFile(task);
        Files.createDirectories(folder);
        if (task.embedded()) {
            // Small, and new weights of the same shapes would go unnoticed.
            try (ModelFiles files = EmbeddedModel.vae()) {
                replace(file, temporary -> write(files.tensors(), temporary));
            }
        } else {
            SyntheticCheckpoint weights = new SyntheticCheckpoint(shapes(task), SEED, DType.F32, task.network());
            if (!holds(file, weights)) {
                replace(file, weights::write);
            }
        }
        return file;
    }

    private static boolean holds(Path file, TensorSource expected) {
        if (!Files.exists(file)) {
            return false;
        }
        try (Safetensors tensors = Safetensors.open(file)) {
            return tensors.names().equals(expected.names())
                    && tensors.names().stream()
                            .allMatch(name -> tensors.info(name).equals(expected.info(name)));
        } catch (WeightsException e) {
            return false;
        }
    }

    /**
     * Writes a task's network unless it is there, younger than its weights.
     *
     * @param graph empty
     * @param suffix of the file's name, with its point
     */
    public Path graph(Task task, int size, NetworkGraph graph, String suffix) throws IOException {
        Path checkpoint = checkpoint(task);
        Path file = graphFile(task, size, suffix);
        if (!Files.exists(file)
                || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(checkpoint)) < 0) {
            task.build(graph, size);
            replace(file, temporary -> graph.write(checkpoint, temporary));
        }
        return file;
    }

    private interface Writing {
        void to(Path file) throws IOException;
    }

    private static void replace(Path file, Writing writing) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        writing.to(temporary);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Where {@link #graph} puts the network. */
    public Path graphFile(Task task, int size, String suffix) {
        return folder.resolve(task.title() + "-" + size + suffix);
    }

    private Path checkpointFile(Task task) {
        return folder.resolve(task.network() + ".safetensors");
    }

    /** Of all tasks on the same network: an encoder and a decoder have different weights in one file. */
    private static Map<String, int[]> shapes(Task task) {
        Map<String, int[]> shapes = new HashMap<>();
        for (Task other : Task.values()) {
            if (other.network().equals(task.network())) {
                NetworkGraph graph = new OnnxGraph();
                other.build(graph, ANY_SIZE);
                shapes.putAll(graph.weights());
            }
        }
        return shapes;
    }

    private static void write(TensorSource tensors, Path file) {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String name : tensors.names()) {
            int[] shape = Arrays.stream(tensors.info(name).shape().toArray(Long[]::new))
                    .mapToInt(Math::toIntExact)
                    .toArray();
            writer.add(name, DType.F32, () -> tensors.floats(name), shape);
        }
        writer.write(file);
    }
}
