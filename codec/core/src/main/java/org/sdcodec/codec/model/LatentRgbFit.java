package org.sdcodec.codec.model;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.sdcodec.Picture;
import org.sdcodec.codec.pixels.PixelTensors;
import org.sdcodec.codec.quant.Quality;
import org.sdcodec.codec.quant.Reconstruction;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;

/**
 * Finds a {@link LatentRgb} by least squares over photographs: latent cells, as a quantizer leaves them, against the
 * mean colors of their pixels. Cells that reach beyond the picture do not count. Not thread-safe.
 */
public final class LatentRgbFit {

    private static final int COLORS = 3;

    /** Of the mean square of the latents: keeps channels that are always 0 from making the equations unsolvable. */
    private static final double RIDGE = 1e-6;

    /** The step in whose presence the map is to serve best: that of the middle quality. */
    private static final int STEP_CODE = Quality.stepCode(50);

    private final Autoencoder vae;
    /** Channels and the constant 1. */
    private final int inputs;
    /** Sums of products of two inputs. */
    private final DMatrixRMaj gram;
    /** Sums of products of an input and a color. */
    private final DMatrixRMaj moments;

    private long cells;

    /** @param vae whose latents are to be seen */
    public LatentRgbFit(Autoencoder vae) {
        this.vae = vae;
        this.inputs = vae.latentChannels() + 1;
        this.gram = new DMatrixRMaj(inputs, inputs);
        this.moments = new DMatrixRMaj(inputs, COLORS);
    }

    /**
     * Takes in a picture.
     *
     * @param engine to encode it with
     * @param photo its alpha is ignored
     */
    public void add(Engine engine, Picture photo) {
        int height = photo.height();
        int width = photo.width();
        Tensor picture = PixelTensors.toTensor(photo);
        Tensor latent = vae.encode(engine, picture);
        float[] values = quantized(latent);
        int cell = vae.downsampling();
        double[] input = new double[inputs];
        double[] color = new double[COLORS];
        for (int y = 0; y < height / cell; y++) {
            for (int x = 0; x < width / cell; x++) {
                for (int c = 0; c < inputs - 1; c++) {
                    input[c] = values[(y * latent.width() + x) * latent.channels() + c];
                }
                input[inputs - 1] = 1;
                mean(picture, y * cell, x * cell, cell, color);
                accumulate(input, color);
            }
        }
        engine.release(latent);
    }

    /** The latent as a decoder gets it, in the scale of the diffusion model. */
    private float[] quantized(Tensor latent) {
        float[] values = Arrays.copyOf(latent.data(), latent.size());
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - vae.shiftFactor()) * vae.scalingFactor();
        }
        ScalarQuantizer quantizer = new ScalarQuantizer(STEP_CODE);
        int[] symbols = quantizer.quantize(values);
        Reconstruction reconstruction = vae.latents().rounded()
                ? Reconstruction.MIDDLE
                : Reconstruction.fitting(values, symbols, quantizer.step());
        return quantizer.dequantize(symbols, reconstruction);
    }

    private static void mean(Tensor picture, int top, int left, int cell, double[] color) {
        for (int k = 0; k < COLORS; k++) {
            double sum = 0;
            for (int y = top; y < top + cell; y++) {
                for (int x = left; x < left + cell; x++) {
                    sum += picture.data()[(y * picture.width() + x) * COLORS + k];
                }
            }
            color[k] = sum / (cell * cell);
        }
    }

    private void accumulate(double[] input, double[] color) {
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < inputs; j++) {
                gram.add(i, j, input[i] * input[j]);
            }
            for (int k = 0; k < COLORS; k++) {
                moments.add(i, k, input[i] * color[k]);
            }
        }
        cells++;
    }

    /**
     * Solves for what was taken in.
     *
     * @throws IllegalStateException if there was no whole cell
     */
    public LatentRgb solve() {
        if (cells == 0) {
            throw new IllegalStateException("none of the pictures has " + vae.downsampling() + "x" + vae.downsampling()
                    + " pixels, which make a cell of the latent");
        }
        DMatrixRMaj solution = solved();
        int channels = inputs - 1;
        float[] factors = new float[channels * COLORS];
        float[] bias = new float[COLORS];
        for (int k = 0; k < COLORS; k++) {
            for (int c = 0; c < channels; c++) {
                factors[c * COLORS + k] = (float) solution.get(c, k);
            }
            bias[k] = (float) solution.get(channels, k);
        }
        return new LatentRgb(vae.latents().space().fingerprint().short32(), vae.downsampling(), factors, bias);
    }

    /** Least squares by the normal equations; the ridge makes their matrix positive definite. */
    private DMatrixRMaj solved() {
        DMatrixRMaj left = gram.copy();
        double ridge = RIDGE * CommonOps_DDRM.trace(gram) / inputs;
        for (int i = 0; i < inputs; i++) {
            left.add(i, i, ridge);
        }
        DMatrixRMaj solution = new DMatrixRMaj(inputs, COLORS);
        if (!CommonOps_DDRM.solve(left, moments, solution)) {
            throw new IllegalStateException("the latents of these pictures do not determine the map");
        }
        return solution;
    }
}
