package org.sdcodec.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.TensorInfo;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * What the commands that run one network share: open it, read tensors, run, write tensors.
 *
 * @param <N> the network
 */
abstract class NetworkCommand<N> implements Callable<Integer> {

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "IN", description = "A safetensors file; - is standard input.")
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The safetensors file to write; - is standard output.")
    private Path out;

    @Mixin
    private NetworkOptions networkOptions;

    @Mixin
    private FileOptions files;

    @Mixin
    private VerbosityOptions verbosity;

    NetworkCommand(Streams streams) {
        this.streams = streams;
    }

    /** Opens the network's files. */
    abstract ModelFiles open(NetworkOptions options);

    /** Builds the network; its files stay open while it runs. */
    abstract N load(ModelFiles files);

    /** Runs the network on the tensors of {@code input} and puts what comes out into {@code output}. */
    abstract void run(N network, Engine engine, Safetensors input, SafetensorsWriter output);

    @Override
    public Integer call() throws IOException {
        FilePlan.check(List.of(new FilePlan.Item(in.toString(), out.toString())));
        files.check(out.toString());
        SafetensorsWriter output = new SafetensorsWriter();
        try (Engine engine = Engine.create(
                        networkOptions.threads(), networkOptions.kernels().kernels());
                Safetensors input = input();
                ModelFiles model = open(networkOptions);
                ProgressLine progress =
                        new ProgressLine(streams, FileOptions.nameOf(in.toString()), verbosity.quiet())) {
            N network = load(model);
            progress.show("running " + model.origin() + " ...");
            run(network, engine, input, output);
        }
        byte[] bytes = output.toBytes();
        files.write(streams, out.toString(), stream -> stream.write(bytes));
        return Main.OK;
    }

    private Safetensors input() throws IOException {
        return in.toString().equals(FilePlan.STANDARD)
                ? Safetensors.read(
                        ByteBuffer.wrap(FileOptions.read(streams, FilePlan.STANDARD, NetworkCommand::isSafetensors)),
                        FileOptions.STANDARD_INPUT)
                : Safetensors.open(in);
    }

    /**
     * Whether a file that starts so may be one of tensors: the length of a header of less than 4 GiB, and the header.
     */
    static boolean isSafetensors(byte[] start) {
        return start[4] == 0 && start[5] == 0 && start[6] == 0 && start[7] == 0 && start[8] == '{';
    }

    /**
     * A tensor of the shape [1, channels, h, w].
     *
     * @throws CliException if the file lacks it or it has another shape
     */
    static Tensor read(Safetensors file, String name, int channels) {
        List<Long> shape = shape(file, name, "[1, " + channels + ", height, width]", 1, channels, -1, -1);
        return Tensor.fromNchw(channels, (int) (long) shape.get(2), (int) (long) shape.get(3), file.floats(name));
    }

    /** A tensor of the shape [1, tokens, channels]; as {@link #read}. */
    static Tensor readTokens(Safetensors file, String name, int channels) {
        List<Long> shape = shape(file, name, "[1, tokens, " + channels + "]", 1, -1, channels);
        return Tensor.of(1, (int) (long) shape.get(1), channels, file.floats(name));
    }

    /** The numbers of a tensor of floats or of type I64; as {@link #read}. */
    static double[] readNumbers(Safetensors file, String name, String expected, int... dimensions) {
        shape(file, name, expected, dimensions);
        if (file.info(name).dtype() == DType.I64) {
            return Arrays.stream(file.longs(name)).asDoubleStream().toArray();
        }
        float[] values = file.floats(name);
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    static void add(SafetensorsWriter file, String name, Tensor tensor) {
        file.add(name, DType.F32, tensor.toNchw(), 1, tensor.channels(), tensor.height(), tensor.width());
    }

    /** The shape of a tensor, which must be {@code dimensions}, of which -1 stands for any size but 0. */
    private static List<Long> shape(Safetensors file, String name, String expected, int... dimensions) {
        if (!file.names().contains(name)) {
            throw new CliException(file.origin() + " has no tensor '" + name + "'; it has "
                    + (file.names().isEmpty() ? "none" : String.join(", ", file.names())));
        }
        TensorInfo info = file.info(name);
        List<Long> shape = info.shape();
        boolean fits = shape.size() == dimensions.length && info.elements() > 0;
        for (int i = 0; fits && i < dimensions.length; i++) {
            fits = dimensions[i] < 0 || shape.get(i) == dimensions[i];
        }
        if (!fits) {
            throw new CliException(
                    file.origin() + ": the tensor '" + name + "' has the shape " + shape + ", expected " + expected);
        }
        return shape;
    }
}
