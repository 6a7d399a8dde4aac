package org.sdcodec.benchmarks.peers.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sdcodec.weights.TensorInfo;
import org.sdcodec.weights.safetensors.Safetensors;

/**
 * A network as an ONNX file (onnx.proto of ONNX 1.17, operator set 20). The weights stay in the checkpoint: ONNX's
 * external data are a file, an offset and a length, and safetensors stores tensors just as ONNX wants them.
 *
 * <p>The operations are those that ONNX Runtime runs fastest on a CPU; notes/engines.md tells what was compared. The
 * fused attention is an operator of ONNX Runtime's own domain.
 */
public final class OnnxGraph extends NetworkGraph {
    private static final int IR_VERSION = 10;
    private static final int OPERATOR_SET = 20;
    private static final String MICROSOFT = "com.microsoft";

    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int EXTERNAL = 1;

    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_STRING = 3;
    private static final int ATTRIBUTE_INTS = 7;

    private final Protobuf graph = new Protobuf().text(2, "network");
    private final Map<String, String> constants = new LinkedHashMap<>();
    private int values;

    /** A node under construction. */
    private final class Node {
        private final Protobuf node = new Protobuf();
        private final String output = "v" + values++;

        Node(String type, String... inputs) {
            for (String input : inputs) {
                node.text(1, input);
            }
            node.text(2, output);
            node.text(4, type);
        }

        Node with(String name, long value) {
            return attribute(new Protobuf().text(1, name).number(3, value).number(20, ATTRIBUTE_INT));
        }

        Node with(String name, double value) {
            return attribute(new Protobuf().text(1, name).real(2, (float) value).number(20, ATTRIBUTE_FLOAT));
        }

        Node with(String name, String value) {
            return attribute(new Protobuf().text(1, name).text(4, value).number(20, ATTRIBUTE_STRING));
        }

        Node with(String name, int... values) {
            Protobuf attribute = new Protobuf().text(1, name);
            for (int value : values) {
                attribute.number(8, value);
            }
            return attribute(attribute.number(20, ATTRIBUTE_INTS));
        }

        Node in(String domain) {
            node.text(7, domain);
            return this;
        }

        private Node attribute(Protobuf attribute) {
            node.message(5, attribute);
            return this;
        }

        String add() {
            graph.message(1, node);
            return output;
        }
    }

    @Override
    void emitInput(String name, int... shape) {
        graph.message(11, valueInfo(name, shape));
    }

    @Override
    void emitOutput(Value x) {
        graph.message(12, valueInfo(x.name(), 1, x.channels(), x.height(), x.width()));
    }

    private static Protobuf valueInfo(String name, int... shape) {
        Protobuf dimensions = new Protobuf();
        for (int dimension : shape) {
            dimensions.message(1, new Protobuf().number(1, dimension));
        }
        Protobuf tensor = new Protobuf().number(1, FLOAT).message(2, dimensions);
        return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
    }

    @Override
    String emitWeight(String name) {
        return name;
    }

    @Override
    String emitConv(Value x, String weight, String bias, int kernel, int stride, Pads pads) {
        Node node = bias == null ? new Node("Conv", x.name(), weight) : new Node("Conv", x.name(), weight, bias);
        return node.with("kernel_shape", kernel, kernel)
                .with("strides", stride, stride)
                .with("pads", pads.top(), pads.left(), pads.bottom(), pads.right())
                .add();
    }

    @Override
    String emitLinear(Value x, String weight, String bias) {
        Node node = bias == null ? new Node("Gemm", x.name(), weight) : new Node("Gemm", x.name(), weight, bias);
        return node.with("transB", 1L).add();
    }

    /** As PyTorch's exporter writes it: ONNX Runtime has no kernel for GroupNormalization on a CPU. */
    @Override
    String emitGroupNorm(Value x, String scale, String bias, int groups, double epsilon) {
        float[] ones = new float[groups];
        Arrays.fill(ones, 1);
        String grouped = reshape(x.name(), 1, groups, -1);
        String normal = new Node("InstanceNormalization", grouped, constant(ones), constant(new float[groups]))
                .with("epsilon", epsilon)
                .add();
        String restored = reshape(normal, 1, x.channels(), x.height(), x.width());
        String scaled = new Node("Mul", restored, reshape(scale, 1, x.channels(), 1, 1)).add();
        return new Node("Add", scaled, reshape(bias, 1, x.channels(), 1, 1)).add();
    }

    @Override
    String emitLayerNorm(Value x, String scale, String bias, double epsilon) {
        return new Node("LayerNormalization", x.name(), scale, bias)
                .with("axis", -1L)
                .with("epsilon", epsilon)
                .add();
    }

    @Override
    String emitSilu(Value x) {
        return new Node("Mul", x.name(), new Node("Sigmoid", x.name()).add()).add();
    }

    @Override
    String emitRelu(Value x) {
        return new Node("Relu", x.name()).add();
    }

    @Override
    String emitTanh(Value x) {
        return new Node("Tanh", x.name()).add();
    }

    @Override
    String emitAdd(Value a, Value b) {
        return new Node("Add", a.name(), b.name()).add();
    }

    @Override
    String emitAddPerChannel(Value x, Value perChannel) {
        return new Node("Add", x.name(), reshape(perChannel.name(), 1, x.channels(), 1, 1)).add();
    }

    @Override
    String emitAffine(Value x, double scale, double shift) {
        String scaled = scale == 1 ? x.name() : new Node("Mul", x.name(), constant(new float[] {(float) scale})).add();
        return shift == 0 ? scaled : new Node("Add", scaled, constant(new float[] {(float) shift})).add();
    }

    @Override
    String emitUpsample(Value x) {
        return new Node("Resize", x.name(), "", constant(new float[] {1, 1, 2, 2}))
                .with("mode", "nearest")
                .with("coordinate_transformation_mode", "asymmetric")
                .with("nearest_mode", "floor")
                .add();
    }

    @Override
    String emitConcatenate(Value a, Value b) {
        return new Node("Concat", a.name(), b.name()).with("axis", 1L).add();
    }

    @Override
    String emitFirstChannels(Value x, int count) {
        return new Node("Slice", x.name(), constant(0), constant(count), constant(1)).add();
    }

    @Override
    String emitTokens(Value x) {
        String flat = reshape(x.name(), x.channels(), x.pixels());
        return transpose(flat, 1, 0);
    }

    @Override
    String emitMap(Value x, int height, int width) {
        return reshape(transpose(x.name(), 1, 0), 1, x.channels(), height, width);
    }

    @Override
    String emitAttention(Value q, Value k, Value v, int heads) {
        String batch = new Node("MultiHeadAttention", batch(q), batch(k), batch(v))
                .with("num_heads", (long) heads)
                .in(MICROSOFT)
                .add();
        return reshape(batch, q.height(), q.channels());
    }

    private String batch(Value x) {
        return reshape(x.name(), 1, x.height(), x.channels());
    }

    @Override
    String emitGeglu(Value x) {
        int half = x.channels() / 2;
        String hidden = new Node("Slice", x.name(), constant(0), constant(half), constant(1)).add();
        String gate = new Node("Slice", x.name(), constant(half), constant(2 * half), constant(1)).add();
        return new Node("Mul", hidden, new Node("Gelu", gate).add()).add();
    }

    @Override
    String emitSpaceToDepth(Value x, int p) {
        String split = reshape(x.name(), x.channels(), x.height() / p, p, x.width() / p, p);
        return reshape(transpose(split, 0, 2, 4, 1, 3), 1, x.channels() * p * p, x.height() / p, x.width() / p);
    }

    @Override
    String emitDepthToSpace(Value x, int p) {
        return new Node("DepthToSpace", x.name())
                .with("blocksize", (long) p)
                .with("mode", "CRD")
                .add();
    }

    private String transpose(String x, int... order) {
        return new Node("Transpose", x).with("perm", order).add();
    }

    private String reshape(String x, int... shape) {
        return new Node("Reshape", x, constant(shape)).add();
    }

    private String constant(int... numbers) {
        return constants.computeIfAbsent("int64 " + Arrays.toString(numbers), key -> {
            ByteBuffer bytes = littleEndian(numbers.length * Long.BYTES);
            for (int number : numbers) {
                bytes.putLong(number);
            }
            return initializer(INT64, numbers.length, bytes);
        });
    }

    private String constant(float[] numbers) {
        return constants.computeIfAbsent("float " + Arrays.toString(numbers), key -> {
            ByteBuffer bytes = littleEndian(numbers.length * Float.BYTES);
            for (float number : numbers) {
                bytes.putFloat(number);
            }
            return initializer(FLOAT, numbers.length, bytes);
        });
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private String initializer(int type, int length, ByteBuffer bytes) {
        String name = "c" + values++;
        graph.message(
                5,
                new Protobuf().number(1, length).number(2, type).text(8, name).raw(9, bytes.array()));
        return name;
    }

    /** {@inheritDoc} The checkpoint must lie in the same folder, where it has to stay. */
    @Override
    public void write(Path checkpoint, Path file) throws IOException {
        Protobuf model = new Protobuf()
                .number(1, IR_VERSION)
                .text(2, "sdcodec benchmarks")
                .message(8, new Protobuf().text(1, "").number(2, OPERATOR_SET))
                .message(8, new Protobuf().text(1, MICROSOFT).number(2, 1));
        long data = startOfData(checkpoint);
        Protobuf complete = new Protobuf();
        try (Safetensors tensors = Safetensors.open(checkpoint)) {
            for (String name : weights().keySet()) {
                complete.message(5, external(tensors.info(name), checkpoint.getFileName(), data));
            }
        }
        // A message is the sequence of its fields: what was collected so far, then the weights.
        model.raw(7, concatenation(graph.toBytes(), complete.toBytes()));
        Files.write(file, model.toBytes());
    }

    private static Protobuf external(TensorInfo info, Path location, long data) {
        Protobuf tensor = new Protobuf();
        for (long dimension : info.shape()) {
            tensor.number(1, dimension);
        }
        tensor.number(2, FLOAT).text(8, info.name());
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put("location", location);
        entries.put("offset", data + info.begin());
        entries.put("length", info.bytes());
        entries.forEach(
                (key, value) -> tensor.message(13, new Protobuf().text(1, key).text(2, value.toString())));
        return tensor.number(14, EXTERNAL);
    }

    /** Where the tensors of a safetensors file begin: behind eight bytes of length and the header. */
    private static long startOfData(Path checkpoint) throws IOException {
        ByteBuffer length = littleEndian(Long.BYTES);
        try (FileChannel channel = FileChannel.open(checkpoint)) {
            channel.read(length, 0);
        }
        return Long.BYTES + length.getLong(0);
    }

    private static byte[] concatenation(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
