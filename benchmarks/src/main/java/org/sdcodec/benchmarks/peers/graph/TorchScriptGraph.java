package org.sdcodec.benchmarks.peers.graph;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.sdcodec.weights.FloatFormats;
import org.sdcodec.weights.safetensors.Safetensors;

/**
 * A network as a TorchScript archive (PyTorch, {@code torch/csrc/jit/docs/serialization.md}): a ZIP file with the
 * network as source text, a pickle that lists the weights, and each weight's bytes. The source calls PyTorch's
 * operators (ATen) one after the other, as diffusers' modules do.
 */
public final class TorchScriptGraph extends NetworkGraph {
    /** Of the archive format, as PyTorch 2.x writes it. */
    private static final String VERSION = "10\n";

    private static final String CLASS = "Network";
    private static final String BFLOAT16_CODE = "15";
    private static final String FLOAT_CODE = "6";

    private final Precision precision;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<String> inputs = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private int values;

    /** What weights and activations are kept in. Inputs and the output are F32 always. */
    public enum Precision {
        F32("FloatStorage"),
        BF16("BFloat16Storage");

        private final String storage;

        Precision(String storage) {
            this.storage = storage;
        }
    }

    public TorchScriptGraph(Precision precision) {
        this.precision = precision;
    }

    @Override
    void emitInput(String name, int... shape) {
        inputs.add(name);
        if (precision == Precision.BF16) {
            statement(name, "torch.to(" + name + ", " + BFLOAT16_CODE + ")");
        }
        if (shape.length == 4) {
            // oneDNN's convolutions are faster so, as PyTorch's own tuning guide says; all that follow keep the layout.
            statement(name, "torch.contiguous(" + name + ", memory_format=2)");
        }
    }

    @Override
    void emitOutput(Value x) {
        String result = precision == Precision.BF16 ? call("to", x.name(), FLOAT_CODE) : x.name();
        String planar = call("contiguous", result);
        body.append("    return ").append(planar).append('\n');
    }

    @Override
    String emitWeight(String name) {
        return "self." + attributes.computeIfAbsent(name, key -> "w" + attributes.size());
    }

    @Override
    String emitConv(Value x, String weight, String bias, int kernel, int stride, Pads pads) {
        String padded = x.name();
        int around = pads.top();
        if (!pads.symmetric()) {
            padded = call("constant_pad_nd", padded, list(pads.left(), pads.right(), pads.top(), pads.bottom()), "0");
            around = 0;
        }
        return call(
                "conv2d",
                padded,
                weight,
                String.valueOf(bias == null ? "None" : bias),
                list(stride, stride),
                list(around, around),
                list(1, 1),
                "1");
    }

    @Override
    String emitLinear(Value x, String weight, String bias) {
        return call("linear", x.name(), weight, bias == null ? "None" : bias);
    }

    @Override
    String emitGroupNorm(Value x, String scale, String bias, int groups, double epsilon) {
        return call("group_norm", x.name(), String.valueOf(groups), scale, bias, real(epsilon));
    }

    @Override
    String emitLayerNorm(Value x, String scale, String bias, double epsilon) {
        return call("layer_norm", x.name(), list(x.channels()), scale, bias, real(epsilon));
    }

    @Override
    String emitSilu(Value x) {
        return call("silu", x.name());
    }

    @Override
    String emitRelu(Value x) {
        return call("relu", x.name());
    }

    @Override
    String emitTanh(Value x) {
        return call("tanh", x.name());
    }

    @Override
    String emitAdd(Value a, Value b) {
        return call("add", a.name(), b.name());
    }

    @Override
    String emitAddPerChannel(Value x, Value perChannel) {
        return call("add", x.name(), call("reshape", perChannel.name(), list(1, x.channels(), 1, 1)));
    }

    @Override
    String emitAffine(Value x, double scale, double shift) {
        String scaled = scale == 1 ? x.name() : call("mul", x.name(), real(scale));
        return shift == 0 ? scaled : call("add", scaled, real(shift));
    }

    @Override
    String emitUpsample(Value x) {
        return call("upsample_nearest2d", x.name(), list(2 * x.height(), 2 * x.width()), "None", "None");
    }

    @Override
    String emitConcatenate(Value a, Value b) {
        return call("cat", "[" + a.name() + ", " + b.name() + "]", "1");
    }

    @Override
    String emitFirstChannels(Value x, int count) {
        return call("narrow", x.name(), "1", "0", String.valueOf(count));
    }

    @Override
    String emitTokens(Value x) {
        return call("t", call("reshape", x.name(), list(x.channels(), x.pixels())));
    }

    @Override
    String emitMap(Value x, int height, int width) {
        return call("reshape", call("t", x.name()), list(1, x.channels(), height, width));
    }

    @Override
    String emitAttention(Value q, Value k, Value v, int heads) {
        String attended = call("scaled_dot_product_attention", heads(q, heads), heads(k, heads), heads(v, heads));
        return call("reshape", call("transpose", attended, "1", "2"), list(q.height(), q.channels()));
    }

    private String heads(Value x, int heads) {
        return call("transpose", call("reshape", x.name(), list(1, x.height(), heads, x.channels() / heads)), "1", "2");
    }

    @Override
    String emitGeglu(Value x) {
        String half = String.valueOf(x.channels() / 2);
        String gate = call("gelu", call("narrow", x.name(), "1", half, half));
        return call("mul", call("narrow", x.name(), "1", "0", half), gate);
    }

    @Override
    String emitSpaceToDepth(Value x, int p) {
        return call("pixel_unshuffle", x.name(), String.valueOf(p));
    }

    @Override
    String emitDepthToSpace(Value x, int p) {
        return call("pixel_shuffle", x.name(), String.valueOf(p));
    }

    private String call(String operator, String... arguments) {
        String name = "v" + values++;
        statement(name, "torch." + operator + "(" + String.join(", ", arguments) + ")");
        return name;
    }

    private void statement(String name, String expression) {
        body.append("    ").append(name).append(" = ").append(expression).append('\n');
    }

    private static String real(double value) {
        return String.format(Locale.ROOT, "%.17e", value);
    }

    private static String list(int... numbers) {
        List<String> items = new ArrayList<>();
        for (int number : numbers) {
            items.add(String.valueOf(number));
        }
        return "[" + String.join(", ", items) + "]";
    }

    @Override
    public void write(Path checkpoint, Path file) throws IOException {
        try (Safetensors tensors = Safetensors.open(checkpoint);
                OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
                ZipOutputStream zip = new ZipOutputStream(stream)) {
            zip.setMethod(ZipOutputStream.STORED);
            entry(zip, "version", VERSION.getBytes(StandardCharsets.US_ASCII));
            entry(zip, "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
            entry(zip, "data.pkl", state());
            entry(zip, "constants.pkl", new Pickle().emptyTuple().toBytes());
            entry(zip, "code/__torch__.py", source().getBytes(StandardCharsets.UTF_8));
            int index = 0;
            for (String name : attributes.keySet()) {
                entry(zip, "data/" + index++, bytes(tensors.floats(name)));
            }
        }
    }

    private String source() {
        StringBuilder source = new StringBuilder("class " + CLASS + "(Module):\n");
        source.append("  __parameters__ = []\n  __buffers__ = []\n  training : bool\n");
        attributes
                .values()
                .forEach(attribute -> source.append("  ").append(attribute).append(" : Tensor\n"));
        source.append("  def forward(self: __torch__.").append(CLASS);
        inputs.forEach(input -> source.append(",\n    ").append(input).append(": Tensor"));
        return source.append(") -> Tensor:\n").append(body).toString();
    }

    /** The module's pickle: an object whose state is its attributes, each a tensor on a storage of its own. */
    private byte[] state() {
        Pickle pickle = new Pickle().global("__torch__", CLASS).emptyTuple().newObject();
        pickle.emptyDictionary().mark().text("training").no();
        int index = 0;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            int[] shape = weights().get(attribute.getKey());
            long elements = 1;
            for (int dimension : shape) {
                elements *= dimension;
            }
            pickle.text(attribute.getValue())
                    .global("torch._utils", "_rebuild_tensor_v2")
                    .mark();
            pickle.mark().text("storage").global("torch", precision.storage);
            pickle.text(String.valueOf(index++))
                    .text("cpu")
                    .number(elements)
                    .tuple()
                    .persistent();
            pickle.number(0);
            pickle.mark();
            for (int dimension : shape) {
                pickle.number(dimension);
            }
            pickle.tuple().mark();
            long stride = elements;
            for (int dimension : shape) {
                stride /= dimension;
                pickle.number(stride);
            }
            pickle.tuple().no();
            pickle.global("collections", "OrderedDict").emptyTuple().call();
            pickle.tuple().call();
        }
        return pickle.setItems().build().toBytes();
    }

    private byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * (precision == Precision.F32 ? Float.BYTES : Short.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (precision == Precision.F32) {
                bytes.putFloat(value);
            } else {
                bytes.putShort(FloatFormats.floatToBfloat16(value));
            }
        }
        return bytes.array();
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry("network/" + name);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        entry.setCrc(checksum.getValue());
        entry.setSize(content.length);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
