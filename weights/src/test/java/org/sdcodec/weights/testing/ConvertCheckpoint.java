package org.sdcodec.weights.testing;

import java.nio.file.Path;
import java.util.Locale;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.safetensors.SafetensorsWriter;

/**
 * Writes the tensors of a safetensors file in another float type; made the embedded model's F16 file from a trained one
 * in F32. Run with the test classes on the class path: {@code ConvertCheckpoint in.safetensors out.safetensors f16}.
 */
public final class ConvertCheckpoint {
    private ConvertCheckpoint() {}

    public static void main(String[] arguments) {
        DType dtype = DType.valueOf(arguments[2].toUpperCase(Locale.ROOT));
        try (Safetensors source = Safetensors.open(Path.of(arguments[0]))) {
            SafetensorsWriter writer = new SafetensorsWriter();
            for (String name : source.names()) {
                int[] shape = source.info(name).shape().stream()
                        .mapToInt(Math::toIntExact)
                        .toArray();
                writer.add(name, dtype, () -> source.floats(name), shape);
            }
            writer.write(Path.of(arguments[1]));
        }
    }
}
