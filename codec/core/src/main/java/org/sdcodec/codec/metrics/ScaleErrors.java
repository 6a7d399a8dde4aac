package org.sdcodec.codec.metrics;

import java.util.Arrays;
import org.sdcodec.engine.Workers;

/**
 * How far two pictures differ at one scale, by the three error maps of SSIMULACRA 2 in each channel of {@link Xyb}.
 *
 * <p>With μ, σ² and σ12 of values and products blurred by {@link RecursiveGaussian}, 0 being taken outside of the
 * picture:
 *
 * <ul>
 *   <li>similarity: max(0, 1 − (1 − (μ1 − μ2)²) · (2σ12 + C2) / (σ1² + σ2² + C2)), C2 = 0.0009
 *   <li>with e = (1 + |p2 − μ2|) / (1 + |p1 − μ1|) − 1 of the pixels p: added edges max(0, e), lost edges max(0, −e)
 * </ul>
 *
 * <p>Of each map the mean and the fourth root of the mean fourth power. Source: the reference program, version 2.1.
 *
 * <p>Rows come in batches, from the top. Threads share the rows of a batch while it is blurred along them, then its
 * channels and strips of columns. What is added up, and in which order, does not depend on them. The memory is that of
 * 640 rows of floats, whatever the height.
 */
final class ScaleErrors {
    /** Channels times maps times norms. */
    static final int COUNT = 18;

    private static final int CHANNELS = 3;
    private static final int MAPS = 3;
    private static final int NORMS = 2;
    private static final float C2 = 0.0009f;

    /** What is blurred: a, b, a², b², ab. */
    private static final int MOMENTS = 5;

    private static final int BATCH = 16;
    private static final int STRIP = 256;
    private static final int PAD = RecursiveGaussian.PAD;
    private static final int BELOW = RecursiveGaussian.BELOW;

    /** The rows of a batch and those above that the blur across rows needs. */
    private static final int BLURRED_ROWS = BATCH + RecursiveGaussian.ABOVE + BELOW;

    /** The rows of a batch and those above that have not been put out yet. */
    private static final int PIXEL_ROWS = BATCH + BELOW;

    private final LinearPicture[] pictures;
    private final int width;
    private final int height;
    private final int strips;

    /**
     * By picture, row modulo {@link #PIXEL_ROWS} and channel. All arrays have {@link #PAD} values before and behind the
     * row's.
     */
    private final float[][][][] pixels;
    /** Blurred along the row, by channel, moment and row modulo {@link #BLURRED_ROWS}. */
    private final float[][][][] blurredRows;
    /** The last two outputs of the blur across rows, by channel, moment, row modulo 2 and cosine. */
    private final float[][][][][] outputs;
    /** By channel: the moments of a row, and the maps made of them. */
    private final float[][][] moments;

    private final float[][][] maps;
    private final float[][] scratch;
    private final float[] zeros;
    /** By channel and strip: of each map the sum and the sum of fourth powers. */
    private final double[][][] sums;

    private ScaleErrors(LinearPicture a, LinearPicture b) {
        this.pictures = new LinearPicture[] {a, b};
        this.width = a.width();
        this.height = a.height();
        this.strips = (width + STRIP - 1) / STRIP;
        int length = width + 2 * PAD;
        this.pixels = new float[2][PIXEL_ROWS][CHANNELS][length];
        this.blurredRows = new float[CHANNELS][MOMENTS][BLURRED_ROWS][length];
        this.outputs = new float[CHANNELS][MOMENTS][2][RecursiveGaussian.COSINES][length];
        this.moments = new float[CHANNELS][MOMENTS][length];
        this.maps = new float[CHANNELS][MAPS][length];
        this.scratch = new float[CHANNELS][length];
        this.zeros = new float[length];
        this.sums = new double[CHANNELS][strips][MAPS * NORMS];
    }

    /**
     * Compares two pictures of the same size, each side at least {@value #BELOW}.
     *
     * @return by (channel · 3 + map) · 2 + norm: channels X, Y, B; maps similarity, added edges, lost edges; norms mean
     *     and fourth root of the mean fourth power
     */
    static double[] of(LinearPicture a, LinearPicture b, Workers workers) {
        ScaleErrors errors = new ScaleErrors(a, b);
        errors.run(workers);
        return errors.norms();
    }

    private void run(Workers workers) {
        // A row is put out as soon as the one BELOW it is there; below the picture there are rows of zeros.
        int rows = height + BELOW;
        int tasks = Math.min(BATCH, workers.threads());
        for (int top = 0; top < rows; top += BATCH) {
            int first = top;
            int end = Math.min(top + BATCH, rows);
            workers.run(tasks, task -> {
                RowBlur blur = new RowBlur();
                for (int y = first + task; y < end; y += tasks) {
                    blur.run(y);
                }
            });
            workers.run(CHANNELS * strips, i -> {
                for (int y = first; y < end; y++) {
                    putOut(y - BELOW, i % CHANNELS, i / CHANNELS);
                }
            });
        }
    }

    private double[] norms() {
        double[] norms = new double[COUNT];
        double count = (double) width * height;
        for (int i = 0; i < COUNT; i++) {
            double sum = 0;
            for (double[] strip : sums[i / (MAPS * NORMS)]) {
                sum += strip[i % (MAPS * NORMS)];
            }
            norms[i] = i % NORMS == 0 ? sum / count : Math.sqrt(Math.sqrt(sum / count));
        }
        return norms;
    }

    /** Reads rows, converts them and blurs them along; the work memory of one thread. */
    private final class RowBlur {
        private final float[] product = new float[zeros.length];
        private final float[][] work = new float[RecursiveGaussian.WORK][zeros.length];

        void run(int y) {
            if (y >= height) {
                for (float[][][] channel : blurredRows) {
                    for (float[][] moment : channel) {
                        Arrays.fill(moment[y % BLURRED_ROWS], 0);
                    }
                }
                return;
            }
            for (int p = 0; p < pictures.length; p++) {
                float[][] row = pixels[p][y % PIXEL_ROWS];
                pictures[p].readRow(y, row, PAD);
                Xyb.convert(row, product, PAD, PAD + width);
            }
            for (int c = 0; c < CHANNELS; c++) {
                float[] a = pixels[0][y % PIXEL_ROWS][c];
                float[] b = pixels[1][y % PIXEL_ROWS][c];
                blur(a, c, 0, y);
                blur(b, c, 1, y);
                multiply(a, a);
                blur(product, c, 2, y);
                multiply(b, b);
                blur(product, c, 3, y);
                multiply(a, b);
                blur(product, c, 4, y);
            }
        }

        private void blur(float[] in, int channel, int moment, int y) {
            RecursiveGaussian.alongRow(in, work, blurredRows[channel][moment][y % BLURRED_ROWS], width);
        }

        /** Products of rows with zeros at both ends, and so zeros there. */
        private void multiply(float[] a, float[] b) {
            for (int x = 0; x < product.length; x++) {
                product[x] = a[x] * b[x];
            }
        }
    }

    /**
     * Blurs across the rows up to row {@code y}, which may lie above the picture, and adds its errors in a strip of a
     * channel.
     */
    private void putOut(int y, int channel, int strip) {
        int from = PAD + strip * STRIP;
        int to = Math.min(from + STRIP, PAD + width);
        for (int m = 0; m < MOMENTS; m++) {
            float[][] rows = blurredRows[channel][m];
            int above = y - RecursiveGaussian.ABOVE;
            float[][][] lastTwo = outputs[channel][m];
            RecursiveGaussian.acrossRows(
                    above < 0 ? zeros : rows[above % BLURRED_ROWS],
                    rows[(y + BELOW) % BLURRED_ROWS],
                    lastTwo[y + 1 & 1],
                    lastTwo[y & 1],
                    scratch[channel],
                    moments[channel][m],
                    from,
                    to);
        }
        if (y >= 0) {
            similarity(channel, from, to);
            edges(pixels[0][y % PIXEL_ROWS][channel], pixels[1][y % PIXEL_ROWS][channel], channel, from, to);
            for (int map = 0; map < MAPS; map++) {
                add(maps[channel][map], from, to, sums[channel][strip], map * NORMS);
            }
        }
    }

    private void similarity(int channel, int from, int to) {
        float[] meanA = moments[channel][0];
        float[] meanB = moments[channel][1];
        float[] squareA = moments[channel][2];
        float[] squareB = moments[channel][3];
        float[] mixed = moments[channel][4];
        float[] out = maps[channel][0];
        for (int x = from; x < to; x++) {
            float ma = meanA[x];
            float mb = meanB[x];
            float luminance = 1 - (ma - mb) * (ma - mb);
            float structure = 2 * (mixed[x] - ma * mb) + C2;
            float contrast = (squareA[x] - ma * ma) + (squareB[x] - mb * mb) + C2;
            out[x] = Math.max(0, 1 - luminance * structure / contrast);
        }
    }

    private void edges(float[] rowA, float[] rowB, int channel, int from, int to) {
        float[] meanA = moments[channel][0];
        float[] meanB = moments[channel][1];
        float[] added = maps[channel][1];
        float[] lost = maps[channel][2];
        for (int x = from; x < to; x++) {
            float ea = Math.abs(rowA[x] - meanA[x]);
            float eb = Math.abs(rowB[x] - meanB[x]);
            // The formula's e without its cancellation.
            float e = (eb - ea) / (1 + ea);
            added[x] = Math.max(0, e);
            lost[x] = Math.max(0, -e);
        }
    }

    private static void add(float[] map, int from, int to, double[] sums, int at) {
        double sum = sums[at];
        double fourth = sums[at + 1];
        for (int x = from; x < to; x++) {
            double d = map[x];
            double square = d * d;
            sum += d;
            fourth += square * square;
        }
        sums[at] = sum;
        sums[at + 1] = fourth;
    }
}
