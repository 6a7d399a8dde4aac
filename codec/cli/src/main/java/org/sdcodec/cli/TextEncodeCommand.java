package org.sdcodec.cli;

import java.util.Arrays;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.unet.ClipTextModel;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import picocli.CommandLine.Command;

/** {@code sdcodec run text-encode}. */
@Command(
        name = "text-encode",
        header = "Text encoder of a diffusion model.",
        description = "'ids' [1, tokens], token numbers as I64 or floats, become 'last_hidden_state' [1, tokens, d].",
        footerHeading = "%nExample:%n",
        footer = "  sdcodec run text-encode --model stable-diffusion/ ids.safetensors states.safetensors")
final class TextEncodeCommand extends NetworkCommand<ClipTextModel> {

    TextEncodeCommand(Streams streams) {
        super(streams);
    }

    @Override
    ModelFiles open(NetworkOptions options) {
        return options.textEncoder();
    }

    @Override
    ClipTextModel load(ModelFiles files) {
        return ClipTextModel.load(files, WeightResidency.DROP);
    }

    @Override
    void run(ClipTextModel encoder, Engine engine, Safetensors input, SafetensorsWriter output) {
        double[] numbers = readNumbers(input, "ids", "[1, tokens]", 1, -1);
        int[] ids = Arrays.stream(numbers).mapToInt(number -> id(input, number)).toArray();
        try {
            Tensor states = encoder.forward(engine, ids);
            output.add("last_hidden_state", DType.F32, states.copy().data(), 1, states.width(), states.channels());
        } catch (IllegalArgumentException e) {
            throw new CliException(input.origin() + ": " + e.getMessage(), e);
        }
    }

    private static int id(Safetensors input, double number) {
        if (number != (int) number) {
            throw new CliException(input.origin() + ": 'ids' holds " + number + ", which is no token's number");
        }
        return (int) number;
    }
}
