package org.sdcodec.codec.scalar;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.sdcodec.EncodeOptions;
import org.sdcodec.codec.container.SliceTable;
import org.sdcodec.codec.entropy.CoderThreads;
import org.sdcodec.codec.entropy.CodingProgress;
import org.sdcodec.codec.entropy.DependentQuantizer;
import org.sdcodec.codec.entropy.LatentCoder;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.SliceGrid;
import org.sdcodec.codec.mode.CodedLatent;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.quant.CompactSymbols;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;
import org.sdcodec.codec.quant.Reconstruction;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;
import org.sdcodec.engine.network.BlockListener;

/** Quantizes latents and codes the symbols, slice by slice. Immutable. */
public final class ScalarEncoder {

    /**
     * Measured: 6 to 9 step codes, from fine to coarse steps, between dependent and uniform quantization of the same
     * error.
     */
    private static final int COARSER = 7;

    /** From this effort on costs are estimated twice. */
    private static final int EFFORT_OF_TWO = 7;

    private final CodingMode mode;
    private final LatentPrior prior;
    private final int effort;
    private final boolean rounded;
    private final Slicing slicing;

    /**
     * How latents are cut into slices and coded.
     *
     * @param height of the picture in pixels
     * @param width of the picture in pixels
     * @param whole whether there is one slice whatever the size, as in progressive files
     * @param threads that code the slices
     */
    public record Slicing(int height, int width, boolean whole, CoderThreads threads) {
        SliceGrid grid(int rows, int columns) {
            return grid(rows, columns, height, width, whole);
        }

        private static SliceGrid grid(int rows, int columns, int height, int width, boolean whole) {
            return whole || !SliceTable.has(width, height)
                    ? SliceGrid.whole(rows, columns)
                    : SliceGrid.of(rows, columns);
        }
    }

    private record Slice(CompactSymbols symbols, Reconstruction.Shortfall shortfall, byte[] bytes) {}

    /**
     * @param mode that the coded latents name
     * @param prior of the entropy coder
     * @param effort 1..9, see {@link EncodeOptions.Builder#effort}
     * @param rounded whether the decoder was trained behind rounding: it pays for whatever else is done to its values
     */
    ScalarEncoder(CodingMode mode, LatentPrior prior, int effort, boolean rounded, Slicing slicing) {
        this.mode = mode;
        this.prior = prior;
        this.effort = effort;
        this.rounded = rounded;
        this.slicing = slicing;
    }

    /** As {@link #ScalarEncoder(CodingMode, LatentPrior, int, boolean, Slicing)}, for latents without a model. */
    public ScalarEncoder(LatentPrior prior, int effort, boolean rounded, Slicing slicing) {
        this(new ScalarMode(), prior, effort, rounded, slicing);
    }

    /** How latents are quantized. */
    public Quantization quantization() {
        return quantization(rounded, effort);
    }

    static Quantization quantization(boolean rounded, int effort) {
        return rounded || effort == EncodeOptions.MIN_EFFORT ? Quantization.UNIFORM : Quantization.DEPENDENT;
    }

    /** The step of the file, which has about the error of a uniform quantizer of {@code stepCode}. */
    public int fileCode(int stepCode) {
        return quantization() == Quantization.UNIFORM ? stepCode : Math.min(StepSize.MAX_CODE, stepCode + COARSER);
    }

    /**
     * Quantizes and codes.
     *
     * @param listener receives how many rows of slices are done
     * @param latent in the scale of the diffusion model, finite; not modified; its array has no more than its size
     * @param stepCode of uniform quantization with such an error
     */
    public CodedLatent encode(Tensor latent, int stepCode, BlockListener listener) {
        int code = fileCode(stepCode);
        Quantization quantization = quantization();
        SliceGrid grid = slicing.grid(latent.height(), latent.width());
        Slice[] slices = new Slice[grid.count()];
        CodingProgress progress = new CodingProgress(rows(grid, latent.channels()), listener);
        slicing.threads().workers().run(slices.length, i -> slices[i] = slice(latent, grid, i, code, progress));
        progress.end();
        Reconstruction.Shortfall shortfall = new Reconstruction.Shortfall();
        for (Slice slice : slices) {
            shortfall.add(slice.shortfall());
        }
        // Of nothing, where latents are rounded, it is the middle.
        Reconstruction reconstruction = shortfall.fitting();
        byte[] bytes = SliceTable.join(
                slicing.width(),
                slicing.height(),
                grid.rows(),
                grid.columns(),
                Arrays.stream(slices).map(Slice::bytes).toList());
        ScalarParameters parameters = new ScalarParameters(quantization, code, reconstruction);
        return new CodedLatent(
                mode,
                quantization.code(),
                code,
                reconstruction.code(),
                bytes,
                new SlicedLatent(
                        grid,
                        latent.channels(),
                        parameters,
                        Arrays.stream(slices).map(Slice::symbols).toArray(CompactSymbols[]::new)));
    }

    /** How often a slice's rows are coded, in all slices: to estimate costs, then for the file. */
    private long rows(SliceGrid grid, int channels) {
        int times = 1 + (quantization() == Quantization.DEPENDENT ? passes() : 0);
        return times
                * IntStream.range(0, grid.count())
                        .mapToLong(i -> LatentCoder.rows(grid.area(i).height(), channels, prior))
                        .sum();
    }

    private Slice slice(Tensor latent, SliceGrid grid, int i, int code, Runnable row) {
        Area area = grid.area(i);
        int channels = latent.channels();
        float[] values = grid.cut(i, latent.data(), channels);
        LatentSymbols symbols = quantization() == Quantization.DEPENDENT
                ? DependentQuantizer.quantize(
                        Tensor.of(area.height(), area.width(), channels, values),
                        code,
                        prior,
                        passes(),
                        slicing.threads(),
                        row)
                : LatentSymbols.wrap(area.height(), area.width(), channels, new ScalarQuantizer(code).quantize(values));
        Reconstruction.Shortfall shortfall = rounded
                ? new Reconstruction.Shortfall()
                : new Reconstruction.Shortfall(
                        values, symbols.values(), quantization().unit(code));
        byte[] bytes = LatentCoder.encode(
                symbols, LatentCoder.Frame.of(symbols, code, quantization(), prior, slicing.threads()), row);
        return new Slice(CompactSymbols.of(symbols), shortfall, bytes);
    }

    /**
     * What {@link #encode} takes beside the latent, with the symbols that it keeps.
     *
     * @param height of the picture in pixels
     * @param width of the picture in pixels
     * @param whole as in {@link Slicing}
     * @param quantization as {@link #quantization()}
     * @param stepCode of uniform quantization
     * @param threads that share the slices
     */
    static long bytes(
            LatentShape shape,
            int height,
            int width,
            boolean whole,
            Quantization quantization,
            int stepCode,
            int threads) {
        SliceGrid grid = Slicing.grid(shape.rows(), shape.columns(), height, width, whole);
        long largest = (long) grid.largest() * shape.channels();
        long slice = Float.BYTES * largest + LatentCoder.bytes(largest, shape.channels(), quantization);
        if (quantization == Quantization.DEPENDENT) {
            // The path that is searched for.
            slice += Integer.BYTES * largest;
        }
        return CompactSymbols.expectedBytes(quantization.unit(stepCode)) * shape.size()
                + Math.min(threads, grid.count()) * slice;
    }

    /** How often the costs of symbols are estimated. */
    private int passes() {
        return effort < EFFORT_OF_TWO ? 1 : effort < EncodeOptions.MAX_EFFORT ? 2 : 3;
    }
}
