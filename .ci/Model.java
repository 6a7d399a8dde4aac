import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a small autoencoder with random weights as a folder, for .ci/kill. */
public final class Model {
    private static final Pattern TENSOR = Pattern.compile("\"([\\w.]+)\": \\[([0-9, ]*)]");

    private Model() {}

    /** @param args a folder with spec.json and config.json of an AutoencoderKL, and the folder to make */
    public static void main(String[] args) throws IOException {
        Path specification = Path.of(args[0]);
        Path folder = Files.createDirectories(Path.of(args[1]));
        String config = Files.readString(specification.resolve("config.json"));
        Files.writeString(
                folder.resolve("config.json"), config.replaceFirst("\\{", "{\"_class_name\":\"AutoencoderKL\","));
        Map<String, int[]> shapes = new LinkedHashMap<>();
        Matcher tensors = TENSOR.matcher(Files.readString(specification.resolve("spec.json")));
        while (tensors.find()) {
            String[] sides = tensors.group(2).split(", ");
            int[] shape = new int[sides.length];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = Integer.parseInt(sides[i]);
            }
            shapes.put(tensors.group(1), shape);
        }
        write(shapes, folder.resolve("diffusion_pytorch_model.safetensors"));
    }

    private static void write(Map<String, int[]> shapes, Path file) throws IOException {
        StringBuilder header = new StringBuilder("{");
        int end = 0;
        for (Map.Entry<String, int[]> tensor : shapes.entrySet()) {
            int begin = end;
            end += Float.BYTES * count(tensor.getValue());
            header.append(header.length() > 1 ? "," : "")
                    .append('"')
                    .append(tensor.getKey())
                    .append("\":{\"dtype\":\"F32\",\"shape\":")
                    .append(Arrays.toString(tensor.getValue()).replace(" ", ""))
                    .append(",\"data_offsets\":[" + begin + "," + end + "]}");
        }
        byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer data = ByteBuffer.allocate(Long.BYTES + json.length + end).order(ByteOrder.LITTLE_ENDIAN);
        data.putLong(json.length).put(json);
        Random random = new Random(1);
        shapes.forEach((name, shape) -> {
            int count = count(shape);
            boolean one = shape.length == 1 && name.endsWith("weight");
            double bound = shape.length == 1 ? 0.1 : Math.sqrt(3.0 * shape[0] / count);
            for (int i = 0; i < count; i++) {
                data.putFloat((float) ((one ? 1 : 0) + bound * (2 * random.nextDouble() - 1)));
            }
        });
        Files.write(file, data.array());
    }

    private static int count(int[] shape) {
        int count = 1;
        for (int side : shape) {
            count *= side;
        }
        return count;
    }
}
