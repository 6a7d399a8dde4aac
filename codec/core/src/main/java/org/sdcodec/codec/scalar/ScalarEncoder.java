package org.sdcodec.codec.scalar;

import java.util.Arrays;
import org.sdcodec.EncodeOptions;
import org.sdcodec.codec.container.SliceTable;
import org.sdcodec.codec.entropy.CoderThreads;
import org.sdcodec.codec.entropy.DependentQuantizer;
import org.sdcodec.codec.entropy.LatentCoder;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.SliceGrid;
import org.sdcodec.codec.mode.CodedLatent;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;
import org.sdcodec.codec.quant.Reconstruction;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;

/** Quantizes latents and codes the symbols, slice by slice. Immutable. */
public final class ScalarEncoder {

    /** Measured: 6 to 9 step codes, from fine to coarse steps, between dependent and uniform quantization of the same error. */
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
            return whole || !SliceTable.has(width, height)
                    ? SliceGrid.whole(rows, columns)
                    : SliceGrid.of(rows, columns);
        }
    }

    /** A slice's symbols, which have 16 bits, and its bytes. */
    private record Slice(short[] symbols, byte[] bytes) {}

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
        return rounded || effort == EncodeOptions.MIN_EFFORT ? Quantization.UNIFORM : Quantization.DEPENDENT;
    }

    /** The step of the file, which has about the error of a uniform quantizer of {@code stepCode}. */
    public int fileCode(int stepCode) {
        return quantization() == Quantization.UNIFORM ? stepCode : Math.min(StepSize.MAX_CODE, stepCode + COARSER);
    }

    /**
     * Quantizes and codes.
     *
     * @param latent in the scale of the diffusion model, finite; not modified; its array has no more than its size
     * @param stepCode of uniform quantization with such an error
     */
    public CodedLatent encode(Tensor latent, int stepCode) {
        int code = fileCode(stepCode);
        Quantization quantization = quantization();
        SliceGrid grid = slicing.grid(latent.height(), latent.width());
        Slice[] slices = new Slice[grid.count()];
        slicing.threads().workers().run(slices.length, i -> slices[i] = slice(latent, grid, i, code));
        Reconstruction reconstruction = rounded
                ? Reconstruction.MIDDLE
                : Reconstruction.fitting(latent.data(), symbols(slices, grid, latent), quantization.unit(code));
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
                () -> dequantized(slices, grid, latent.channels(), parameters));
    }

    private Slice slice(Tensor latent, SliceGrid grid, int i, int code) {
        Area area = grid.area(i);
        int channels = latent.channels();
        float[] values = grid.cut(i, latent.data(), channels);
        LatentSymbols symbols = quantization() == Quantization.DEPENDENT
                ? DependentQuantizer.quantize(
                        Tensor.of(area.height(), area.width(), channels, values), code, prior, passes())
                : LatentSymbols.of(area.height(), area.width(), channels, new ScalarQuantizer(code).quantize(values));
        byte[] bytes = LatentCoder.encode(
                symbols,
                LatentCoder.Frame.of(
                        symbols, code, quantization(), prior, slicing.threads().kernels()));
        short[] kept = new short[symbols.size()];
        for (int k = 0; k < kept.length; k++) {
            kept[k] = (short) symbols.get(k);
        }
        return new Slice(kept, bytes);
    }

    /** The symbols of all slices, in the order of the latent. */
    private static int[] symbols(Slice[] slices, SliceGrid grid, Tensor latent) {
        int channels = latent.channels();
        int[] all = new int[latent.size()];
        for (int i = 0; i < slices.length; i++) {
            Area area = grid.area(i);
            for (int cell = 0; cell < area.height() * area.width(); cell++) {
                int y = area.top() + cell / area.width();
                int x = area.left() + cell % area.width();
                for (int c = 0; c < channels; c++) {
                    all[(y * latent.width() + x) * channels + c] = slices[i].symbols()[cell * channels + c];
                }
            }
        }
        return all;
    }

    /** The values that a decoder reconstructs; a new tensor. */
    private static Tensor dequantized(Slice[] slices, SliceGrid grid, int channels, ScalarParameters parameters) {
        float[] values = new float[grid.height() * grid.width() * channels];
        for (int i = 0; i < slices.length; i++) {
            short[] symbols = slices[i].symbols();
            float[] own = new float[symbols.length];
            for (int k = 0; k < own.length; k++) {
                own[k] = parameters.reconstruction().value(symbols[k], parameters.unit());
            }
            grid.paste(i, own, values, channels);
        }
        return Tensor.of(grid.height(), grid.width(), channels, values);
    }

    /** How often the costs of symbols are estimated. */
    private int passes() {
        return effort < EFFORT_OF_TWO ? 1 : effort < EncodeOptions.MAX_EFFORT ? 2 : 3;
    }
}
