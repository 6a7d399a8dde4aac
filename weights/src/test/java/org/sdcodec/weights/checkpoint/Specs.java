package org.sdcodec.weights.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.testing.SyntheticCheckpoint;

/** The tensors of published networks as diffusers and transformers name and shape them. */
final class Specs {
    private Specs() {}

    static SyntheticCheckpoint named(String name) {
        try (InputStream stream = Specs.class.getResourceAsStream("/checkpoint/" + name + ".json")) {
            return SyntheticCheckpoint.parse(stream.readAllBytes(), DType.F32, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SyntheticCheckpoint of(Map<String, int[]> shapes) {
        return new SyntheticCheckpoint(shapes, 1, DType.F32, "synthetic");
    }

    static Map<String, List<Long>> shapes(TensorSource tensors) {
        Map<String, List<Long>> shapes = new TreeMap<>();
        tensors.names().forEach(name -> shapes.put(name, tensors.info(name).shape()));
        return shapes;
    }
}
