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
public final class LatentTable {
    /** Of Stable Diffusion 1 and 2: the file holds latents as their autoencoder gives them. */
    private static final float SCALING_FACTOR = 0.18215f;

    private static final float[] STEPS = {0.25f, 0.5f, 0.77f, 1.2f};

    private final PrintStream out;
    private final List<String> names = new ArrayList<>();
    private final List<Tensor> latents = new ArrayList<>();

    /** One latent in one mode: the coded latent's bytes, and the mean squared error. */
    private record Result(int bytes, double squaredError) {}

    /** A mode with its settings. */
    private record Column(String title, Function<Tensor, Result> coding) {}

    private LatentTable(PrintStream out) {
        this.out = out;
    }

    /**
     * Codes every latent in every mode.
     *
     * @param file safetensors: latents 4×h×w of Stable Diffusion 1 or 2, unscaled, each a tensor of its own
     */
    public static void print(PrintStream out, Path file) throws IOException {
        LatentTable table = new LatentTable(out);
        table.read(file);
        table.print();
        try (PlaneCompressors peers = new PlaneCompressors()) {
            table.printPeers(peers);
        } catch (CodecException e) {
            throw new IOException(e.getMessage(), e);
        }
        new LatentSpeed(out).print(table.latents, STEPS);
    }

    private void read(Path file) {
        try (Safetensors tensors = Safetensors.open(file)) {
            for (String name : tensors.names()) {
                int[] shape = tensors.info(name).shape().stream()
                        .mapToInt(Math::toIntExact)
                        .toArray();
                if (shape.length != 3 || shape[0] != OriginalCoder.CHANNELS) {
                    throw new IllegalArgumentException(file + ": the tensor '" + name + "' has the shape "
                            + tensors.info(name).shape() + ", but [4, h, w] was expected");
                }
                float[] values = tensors.floats(name);
                for (int i = 0; i < values.length; i++) {
                    values[i] *= SCALING_FACTOR;
                }
                names.add(name);
                latents.add(Tensor.fromNchw(shape[0], shape[1], shape[2], values));
            }
        }
    }

    private void print() {
        List<Column> columns = new ArrayList<>();
        for (float step : STEPS) {
            columns.add(scalar(StepSize.nearestCode(step)));
        }
        Column original = new Column("original", LatentTable::original);
        columns.add(original);
        columns.add(scalar(codeAsCloseAs(rms(results(original)))));

        List<List<Result>> results = columns.stream().map(this::results).toList();
        line("latent", columns.stream().map(Column::title).toList());
        for (int i = 0; i < names.size(); i++) {
            int row = i;
            line(
                    names.get(i),
                    results.stream()
                            .map(c -> String.valueOf(c.get(row).bytes()))
                            .toList());
        }
        line("mean", results.stream().map(c -> number("%.0f", bytes(c))).toList());
        line("RMS error", results.stream().map(c -> number("%.3f", rms(c))).toList());
    }

    /** Mean bytes of the same symbols in the hands of others. */
    private void printPeers(PlaneCompressors peers) throws IOException, CodecException {
        List<String> titles = peers.titles();
        double[][] sums = new double[titles.size()][STEPS.length];
        for (int j = 0; j < STEPS.length; j++) {
            for (Tensor latent : latents) {
                int[] symbols = new ScalarQuantizer(StepSize.nearestCode(STEPS[j])).quantize(latent.data());
                List<Integer> bytes = peers.bytes(symbols, latent.height(), latent.width(), latent.channels());
                for (int i = 0; i < sums.length; i++) {
                    sums[i][j] += bytes.get(i);
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            line(
                    titles.get(i),
                    Arrays.stream(sums[i])
                            .mapToObj(sum -> number("%.0f", sum / latents.size()))
                            .toList());
        }
    }

    private void line(String name, List<String> cells) {
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
        while (code > StepSize.MIN_CODE && quantisationError(code) > rms) {
            code--;
        }
        return code;
    }

    private double quantisationError(int code) {
        double sum = 0;
        for (Tensor latent : latents) {
            sum += new Quantised(latent, code).squaredError();
        }
        return Math.sqrt(sum / latents.size());
    }

    private static Column scalar(int code) {
        return new Column(number("step %.3f", StepSize.of(code)), latent -> {
            Quantised quantised = new Quantised(latent, code);
            return new Result(quantised.bytes(), quantised.squaredError());
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

    /** A latent as mode scalar quantises it. */
    private static final class Quantised {
        private final Tensor latent;
        private final int[] symbols;
        private final float[] values;
        private final int code;

        Quantised(Tensor latent, int code) {
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
            return LatentCoder.encode(all, code, LatentPrior.sd1()).length;
        }
    }
}
