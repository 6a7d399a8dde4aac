package org.sdcodec.codec;

import java.util.Arrays;
import org.sdcodec.Picture;
import org.sdcodec.codec.quant.Quality;
import org.sdcodec.codec.quant.Reconstruction;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.LatentSpace;

/**
 * Finds a {@link LatentRgb} by least squares over photographs: latent cells, as a quantiser leaves them, against the mean colours of
 * their pixels. Cells that reach beyond the picture do not count. Not thread-safe.
 */
public final class LatentRgbFit {

    private static final int COLOURS = 3;

    /** Of the mean square of the latents: keeps channels that are always 0 from making the equations unsolvable. */
    private static final double RIDGE = 1e-6;

    /** The step in whose presence the map is to serve best: that of the middle quality. */
    private static final int STEP_CODE = Quality.stepCode(50);

    private final Autoencoder vae;
    private final LatentSpace space;
    /** Channels and the constant 1. */
    private final int inputs;
    /** Sums of products of two inputs. */
    private final double[][] gram;
    /** Sums of products of an input and a colour. */
    private final double[][] moments;

    private long cells;

    /**
     * @param vae whose latents are to be seen
     * @param space of its latents
     */
    public LatentRgbFit(Autoencoder vae, LatentSpace space) {
        this.vae = vae;
        this.space = space;
        this.inputs = vae.latentChannels() + 1;
        this.gram = new double[inputs][inputs];
        this.moments = new double[inputs][COLOURS];
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
        Tensor picture = PixelTensors.toTensor(photo.toArray(), height, width);
        Tensor latent = vae.encode(engine, picture);
        float[] values = quantized(latent);
        int cell = vae.downsampling();
        double[] input = new double[inputs];
        double[] colour = new double[COLOURS];
        for (int y = 0; y < height / cell; y++) {
            for (int x = 0; x < width / cell; x++) {
                for (int c = 0; c < inputs - 1; c++) {
                    input[c] = values[(y * latent.width() + x) * latent.channels() + c];
                }
                input[inputs - 1] = 1;
                mean(picture, y * cell, x * cell, cell, colour);
                accumulate(input, colour);
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
        return quantizer.dequantize(symbols, Reconstruction.suiting(values, symbols, quantizer.step()));
    }

    private static void mean(Tensor picture, int top, int left, int cell, double[] colour) {
        for (int k = 0; k < COLOURS; k++) {
            double sum = 0;
            for (int y = top; y < top + cell; y++) {
                for (int x = left; x < left + cell; x++) {
                    sum += picture.data()[(y * picture.width() + x) * COLOURS + k];
                }
            }
            colour[k] = sum / (cell * cell);
        }
    }

    private void accumulate(double[] input, double[] colour) {
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < inputs; j++) {
                gram[i][j] += input[i] * input[j];
            }
            for (int k = 0; k < COLOURS; k++) {
                moments[i][k] += input[i] * colour[k];
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
        double[][] solution = solved();
        int channels = inputs - 1;
        float[] factors = new float[channels * COLOURS];
        float[] bias = new float[COLOURS];
        for (int k = 0; k < COLOURS; k++) {
            for (int c = 0; c < channels; c++) {
                factors[c * COLOURS + k] = (float) solution[c][k];
            }
            bias[k] = (float) solution[channels][k];
        }
        return new LatentRgb(space.fingerprint().short32(), vae.downsampling(), factors, bias);
    }

    /**
     * Gauss-Jordan elimination; the ridge makes the matrix positive definite, so no pivoting is needed. EJML would do it in one line, for 0.7
     * MB in a jar of 10.
     */
    private double[][] solved() {
        double trace = 0;
        for (int i = 0; i < inputs; i++) {
            trace += gram[i][i];
        }
        double[][] left = new double[inputs][];
        double[][] right = new double[inputs][];
        for (int i = 0; i < inputs; i++) {
            left[i] = gram[i].clone();
            left[i][i] += RIDGE * trace / inputs;
            right[i] = moments[i].clone();
        }
        for (int p = 0; p < inputs; p++) {
            for (int i = 0; i < inputs; i++) {
                double factor = left[i][p] / left[p][p];
                if (i != p) {
                    subtract(left[p], factor, left[i]);
                    subtract(right[p], factor, right[i]);
                }
            }
        }
        for (int p = 0; p < inputs; p++) {
            for (int k = 0; k < COLOURS; k++) {
                right[p][k] /= left[p][p];
            }
        }
        return right;
    }

    private static void subtract(double[] row, double factor, double[] from) {
        for (int i = 0; i < row.length; i++) {
            from[i] -= factor * row[i];
        }
    }
}
