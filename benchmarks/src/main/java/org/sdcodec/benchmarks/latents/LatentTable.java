package org.sdcodec.benchmarks.latents;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.record.RecordWriter;
import org.sdcodec.codec.entropy.LatentCoder;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.original.OriginalCoder;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Reconstruction;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;
import org.sdcodec.weights.safetensors.Safetensors;

/** A table of bytes and errors, mode by mode, for the latents of a file, and what others make of the same symbols. */
final class LatentTable {
    /** Of the records; those of the coder's speed name no latent, those of latents have no speed. */
    static final List<String> TITLES = List.of(
            "latent",
            "height",
            "width",
            "channels",
            "coder",
            "step",
            "bytes",
            "rms_error",
            "encode_ms_least",
            "encode_ms",
            "decode_ms_least",
            "decode_ms",
            "encode_mb",
            "decode_mb");

    /** Fields of a record that say what a latent becomes, or how fast. */
    private static final int RESULTS = TITLES.indexOf("bytes");

    private static final int SPEEDS = TITLES.indexOf("encode_ms_least");

    private static final String SCALAR = "scalar";
    private static final String ORIGINAL = "original";

    private static final float[] STEPS = {0.25f, 0.5f, 0.77f, 1.2f};

    private final List<String> names = new ArrayList<>();
    private final List<Tensor> latents = new ArrayList<>();

    /** One latent in one mode: the coded latent's bytes, and the mean squared error. */
    private record Result(int bytes, double squaredError) {}

    /**
     * A mode with its settings.
     *
     * @param step of the quantizer; null if the mode has none
     */
    private record Column(String coder, Float step, Function<Tensor, Result> coding) {
        String title() {
            return step == null ? coder : number("step %.3f", step);
        }
    }

    /**
     * Reads latents.
     *
     * @param file safetensors: latents c×h×w, each a tensor of its own, all with as many channels
     * @param scale from the latents of the file to those that are quantized
     * @throws IllegalArgumentException if there is none, or a tensor is something else
     */
    LatentTable(Path file, float scale) {
        try (Safetensors tensors = Safetensors.open(file)) {
            for (String name : tensors.names()) {
                int[] shape = tensors.info(name).shape().stream()
                        .mapToInt(Math::toIntExact)
                        .toArray();
                String expected = latents.isEmpty() ? "c" : String.valueOf(channels());
                if (shape.length != 3
                        || Arrays.stream(shape).anyMatch(size -> size < 1)
                        || !latents.isEmpty() && shape[0] != channels()) {
                    throw new IllegalArgumentException(file + ": the tensor '" + name + "' has the shape "
                            + tensors.info(name).shape() + ", but [" + expected + ", h, w] was expected");
                }
                float[] values = tensors.floats(name);
                for (int i = 0; i < values.length; i++) {
                    values[i] *= scale;
                }
                names.add(name);
                latents.add(Tensor.fromNchw(shape[0], shape[1], shape[2], values));
            }
        }
        if (latents.isEmpty()) {
            throw new IllegalArgumentException(file + " has no tensors");
        }
    }

    private int channels() {
        return latents.get(0).channels();
    }

    /** What the coder knows of latents of so many channels. */
    static LatentPrior prior(int channels) {
        return channels == OriginalCoder.CHANNELS ? LatentPrior.sd1() : LatentPrior.NONE;
    }

    /** Codes every latent in every mode, and prints bytes, errors and the coder's speed. */
    void print(PrintStream out) throws IOException {
        printModes(out);
        try (PlaneCompressors peers = new PlaneCompressors()) {
            printPeers(out, peers);
        } catch (CodecException e) {
            throw new IOException(e.getMessage(), e);
        }
        LatentSpeed.print(out, LatentSpeed.measure(latents, STEPS));
    }

    /** Writes the same as records of the fields {@link #TITLES}. */
    void write(RecordWriter records) throws IOException {
        for (Column column : columns()) {
            for (int i = 0; i < names.size(); i++) {
                Result result = column.coding().apply(latents.get(i));
                writeLatent(
                        records, i, column.coder(), column.step(), result.bytes(), Math.sqrt(result.squaredError()));
            }
        }
        try (PlaneCompressors peers = new PlaneCompressors()) {
            for (float step : STEPS) {
                for (int i = 0; i < names.size(); i++) {
                    List<Integer> bytes = bytes(peers, latents.get(i), step);
                    for (int peer = 0; peer < bytes.size(); peer++) {
                        float exact = StepSize.of(StepSize.nearestCode(step));
                        writeLatent(records, i, peers.titles().get(peer), exact, bytes.get(peer), null);
                    }
                }
            }
        } catch (CodecException e) {
            throw new IOException(e.getMessage(), e);
        }
        for (LatentSpeed.Speed speed : LatentSpeed.measure(latents, STEPS)) {
            writeSpeed(records, speed);
        }
    }

    private void writeLatent(RecordWriter records, int index, String coder, Float step, int bytes, Double rms)
            throws IOException {
        Tensor latent = latents.get(index);
        List<Object> fields = fields(latent.height(), latent.width(), latent.channels(), coder, step);
        fields.set(0, names.get(index));
        fields.set(RESULTS, bytes);
        fields.set(RESULTS + 1, rms);
        records.write(fields);
    }

    private static void writeSpeed(RecordWriter records, LatentSpeed.Speed speed) throws IOException {
        List<Object> fields = fields(speed.height(), speed.width(), speed.channels(), SCALAR, speed.step());
        double[] speeds = {
            speed.encodeMs()[0],
            speed.encodeMs()[1],
            speed.decodeMs()[0],
            speed.decodeMs()[1],
            speed.encodeMegabytes(),
            speed.decodeMegabytes()
        };
        for (int i = 0; i < speeds.length; i++) {
            fields.set(SPEEDS + i, speeds[i]);
        }
        records.write(fields);
    }

    private static List<Object> fields(int height, int width, int channels, String coder, Float step) {
        List<Object> fields = new ArrayList<>(Arrays.asList(null, height, width, channels, coder));
        fields.add(step == null ? null : step.doubleValue());
        while (fields.size() < TITLES.size()) {
            fields.add(null);
        }
        return fields;
    }

    /** The mode of 2022 knows latents of four channels only. */
    private List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        for (float step : STEPS) {
            columns.add(scalar(StepSize.nearestCode(step)));
        }
        if (channels() == OriginalCoder.CHANNELS) {
            Column original = new Column(ORIGINAL, null, LatentTable::original);
            columns.add(original);
            columns.add(scalar(codeAsCloseAs(rms(results(original)))));
        }
        return columns;
    }

    private void printModes(PrintStream out) {
        List<Column> columns = columns();
        List<List<Result>> results = columns.stream().map(this::results).toList();
        line(out, "latent", columns.stream().map(Column::title).toList());
        for (int i = 0; i < names.size(); i++) {
            int row = i;
            line(
                    out,
                    names.get(i),
                    results.stream()
                            .map(c -> String.valueOf(c.get(row).bytes()))
                            .toList());
        }
        line(out, "mean", results.stream().map(c -> number("%.0f", bytes(c))).toList());
        line(out, "RMS error", results.stream().map(c -> number("%.3f", rms(c))).toList());
    }

    /** Mean bytes of the same symbols in the hands of others. */
    private void printPeers(PrintStream out, PlaneCompressors peers) throws IOException, CodecException {
        List<String> titles = peers.titles();
        double[][] sums = new double[titles.size()][STEPS.length];
        for (int j = 0; j < STEPS.length; j++) {
            for (Tensor latent : latents) {
                List<Integer> bytes = bytes(peers, latent, STEPS[j]);
                for (int i = 0; i < sums.length; i++) {
                    sums[i][j] += bytes.get(i);
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            line(
                    out,
                    titles.get(i),
                    Arrays.stream(sums[i])
                            .mapToObj(sum -> number("%.0f", sum / latents.size()))
                            .toList());
        }
    }

    private static List<Integer> bytes(PlaneCompressors peers, Tensor latent, float step)
            throws IOException, CodecException {
        int[] symbols = new ScalarQuantizer(StepSize.nearestCode(step)).quantize(latent.data());
        return peers.bytes(symbols, latent.height(), latent.width(), latent.channels());
    }

    private static void line(PrintStream out, String name, List<String> cells) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-10s", name));
        cells.forEach(cell -> text.append(String.format(Locale.ROOT, " %12s", cell)));
        out.println(text);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private List<Result> results(Column column) {
        return latents.stream().map(column.coding()).toList();
    }

    private static double bytes(List<Result> results) {
        return results.stream().mapToInt(Result::bytes).average().orElseThrow();
    }

    private static double rms(List<Result> results) {
        return Math.sqrt(
                results.stream().mapToDouble(Result::squaredError).average().orElseThrow());
    }

    /** The coarsest step whose error is at most the given one. */
    private int codeAsCloseAs(double rms) {
        int code = StepSize.MAX_CODE;
        while (code > StepSize.MIN_CODE && quantizationError(code) > rms) {
            code--;
        }
        return code;
    }

    private double quantizationError(int code) {
        double sum = 0;
        for (Tensor latent : latents) {
            sum += new Quantized(latent, code).squaredError();
        }
        return Math.sqrt(sum / latents.size());
    }

    private static Column scalar(int code) {
        return new Column(SCALAR, StepSize.of(code), latent -> {
            Quantized quantized = new Quantized(latent, code);
            return new Result(quantized.bytes(), quantized.squaredError());
        });
    }

    private static Result original(Tensor latent) {
        byte[] coded = OriginalCoder.encode(latent);
        Tensor decoded = OriginalCoder.decode(coded, latent.height(), latent.width());
        return new Result(coded.length, squaredError(latent.data(), decoded.data()));
    }

    private static double squaredError(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = a[i] - b[i];
            sum += difference * difference;
        }
        return sum / a.length;
    }

    /** A latent as mode scalar quantizes it. */
    private static final class Quantized {
        private final Tensor latent;
        private final int[] symbols;
        private final float[] values;
        private final int code;

        Quantized(Tensor latent, int code) {
            this.latent = latent;
            this.code = code;
            ScalarQuantizer quantizer = new ScalarQuantizer(code);
            symbols = quantizer.quantize(latent.data());
            values = quantizer.dequantize(symbols, Reconstruction.fitting(latent.data(), symbols, quantizer.step()));
        }

        double squaredError() {
            return LatentTable.squaredError(latent.data(), values);
        }

        int bytes() {
            LatentSymbols all = LatentSymbols.of(latent.height(), latent.width(), latent.channels(), symbols);
            return LatentCoder.encode(all, code, prior(latent.channels())).length;
        }
    }
}
