package org.sdcodec.codec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.Autoencoders;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.Safetensors;
import org.sdcodec.weights.SafetensorsWriter;
import org.sdcodec.weights.TensorInfo;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What the two commands that run an autoencoder share: open it, read a tensor, run, write tensors. */
abstract class VaeCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "IN", description = "A safetensors file.")
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The safetensors file to write.")
    private Path out;

    @Mixin
    private CodecOptions codecOptions;

    @Mixin
    private FileOptions files;

    @Mixin
    private TalkOptions talk;

    VaeCommand(Streams streams) {
        this.streams = streams;
    }

    /** Runs the network on the tensors of {@code input} and puts what comes out into {@code output}. */
    abstract void run(Autoencoder vae, Engine engine, Safetensors input, SafetensorsWriter output);

    @Override
    public Integer call() throws IOException {
        FilePlan.check(List.of(new FilePlan.Item(in.toString(), out.toString())));
        files.check(out.toString());
        SafetensorsWriter output = new SafetensorsWriter();
        try (Engine engine = Engine.create(
                        codecOptions.threads(), codecOptions.kernels().kernels());
                Safetensors input = Safetensors.open(in);
                ModelFiles model = codecOptions.vae();
                ProgressLine progress = new ProgressLine(streams, in.toString(), talk.quiet())) {
            Autoencoder vae = Autoencoders.load(model);
            progress.show("running " + model.origin() + " ...");
            run(vae, engine, input, output);
        }
        byte[] bytes = output.toBytes();
        files.write(streams, out.toString(), stream -> stream.write(bytes));
        return Main.OK;
    }

    /**
     * A tensor of the shape [1, channels, h, w].
     *
     * @throws CliException if the file lacks it or it has another shape
     */
    static Tensor read(Safetensors file, String name, int channels) {
        if (!file.names().contains(name)) {
            throw new CliException(
                    file.origin() + " has no tensor '" + name + "'; it has " + String.join(", ", file.names()));
        }
        TensorInfo info = file.info(name);
        List<Long> shape = info.shape();
        if (shape.size() != 4 || shape.get(0) != 1 || shape.get(1) != channels || info.elements() == 0) {
            throw new CliException(file.origin() + ": the tensor '" + name + "' has the shape " + shape
                    + ", expected [1, " + channels + ", height, width]");
        }
        return Tensor.fromNchw(channels, (int) (long) shape.get(2), (int) (long) shape.get(3), file.floats(name));
    }

    static void add(SafetensorsWriter file, String name, Tensor tensor) {
        file.add(name, DType.F32, tensor.toNchw(), 1, tensor.channels(), tensor.height(), tensor.width());
    }
}
