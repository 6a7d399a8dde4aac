package org.sdcodec.codec.diffusion;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Section 14 of codec/FORMAT.md, written down once more as plainly as it stands there: slow, and in double throughout.
 */
final class NaiveDdcm {

    private static final int[] LADDER = {
        999, 834, 704, 591, 520, 455, 410, 353, 313, 269, 231, 204, 175, 156, 135, 118, 101, 90, 76, 66, 54, 45, 40, 34,
        29, 23, 18, 12, 7, 1
    };

    /** A network: the sample and the time step to a prediction. */
    interface Network {
        double[] predict(double[] sample, double timestep);
    }

    private final Network network;
    private final boolean velocity;
    private final double[] alphas = alphas();
    private final int n;
    private final int steps;
    private final int coded;

    NaiveDdcm(Network network, boolean velocity, int n, int steps, int coded) {
        this.network = network;
        this.velocity = velocity;
        this.n = n;
        this.steps = steps;
        this.coded = coded;
    }

    /** ᾱ of Stable Diffusion's schedule. */
    static double[] alphas() {
        double[] alphas = new double[1000];
        double product = 1;
        for (int t = 0; t < 1000; t++) {
            double root = Math.sqrt(0.00085) + (Math.sqrt(0.012) - Math.sqrt(0.00085)) * t / 999;
            product *= 1 - root * root;
            alphas[t] = product;
        }
        return alphas;
    }

    private double alpha(double t) {
        int below = (int) t;
        if (below == t) {
            return alphas[below];
        }
        double low = Math.sqrt(1 / alphas[below] - 1);
        double high = Math.sqrt(1 / alphas[below + 1] - 1);
        double ratio = low + (high - low) * (t - below);
        return 1 / (1 + ratio * ratio);
    }

    private double time(int place) {
        double x = place * 29.0 / (steps - 1);
        int below = Math.min(28, (int) (x + 1e-9));
        return LADDER[below] + (x - below) * (LADDER[below + 1] - LADDER[below]);
    }

    static long word(int purpose, int index, long counter) {
        long golden = 0x9E3779B97F4A7C15L;
        long key = mix(golden + purpose * (1L << 32) + index);
        return mix(key + (counter + 1) * golden);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    private double[] start() {
        double[] x = new double[n];
        for (int j = 0; j < n; j++) {
            String bits = "";
            for (int w = 0; w < 4; w++) {
                bits += Long.toBinaryString(word(0, 0, 5L * j + w));
            }
            long set = bits.chars().filter(c -> c == '1').count();
            double g = (set - 128) * 65536.0 + (word(0, 0, 5L * j + 4) >>> 48) - 32768;
            x[j] = g / 65536 / Math.sqrt(64 + 1.0 / 12);
        }
        return x;
    }

    /** All atoms of a codebook, by the definition of a Hadamard matrix. */
    private int[][] atoms(int step, int count) {
        List<Integer> columns =
                new ArrayList<>(IntStream.range(0, count).boxed().toList());
        int[][] atoms = new int[count][n];
        for (int j = 0; j < n; j++) {
            int other = j + (int) ((word(2, step, j) >>> 32) * (count - j) >>> 32);
            java.util.Collections.swap(columns, j, other);
            int sign = word(1, step, j) < 0 ? -1 : 1;
            for (int k = 0; k < count; k++) {
                atoms[k][j] = Integer.bitCount(k & columns.get(j)) % 2 == 0 ? sign : -sign;
            }
        }
        return atoms;
    }

    private double[] clean(double[] x, double[] p, double a) {
        double[] clean = new double[n];
        for (int j = 0; j < n; j++) {
            clean[j] = velocity
                    ? Math.sqrt(a) * x[j] - Math.sqrt(1 - a) * p[j]
                    : (x[j] - Math.sqrt(1 - a) * p[j]) / Math.sqrt(a);
        }
        return clean;
    }

    private static double[] moved(double[] x, double[] clean, double a, double next, double variance, double[] chosen) {
        double[] moved = new double[x.length];
        double mean = Arrays.stream(chosen).map(z -> z * z).sum() / x.length;
        for (int j = 0; j < moved.length; j++) {
            double noise = (x[j] - Math.sqrt(a) * clean[j]) / Math.sqrt(1 - a);
            double z = mean == 0 ? 0 : chosen[j] / Math.sqrt(mean);
            moved[j] = Math.sqrt(next) * clean[j] + Math.sqrt(1 - next - variance) * noise + Math.sqrt(variance) * z;
        }
        return moved;
    }

    private double[] coded(double[] x, double[] clean, int step, int[][] atoms, int[] set, int[] signs) {
        double[] sum = new double[n];
        for (int i = 0; i < set.length; i++) {
            for (int j = 0; j < n; j++) {
                sum[j] += signs[i] * atoms[set[i]][j];
            }
        }
        double a = alpha(time(step));
        double next = alpha(time(step + 1));
        return moved(x, clean, a, next, (1 - next) / (1 - a) * (1 - a / next), sum);
    }

    /** The choices that lead to a latent, each as its set of atoms, then its signs. */
    List<int[][]> encode(double[] latent, int[] counts, int atomCount) {
        List<int[][]> choices = new ArrayList<>();
        double[] x = start();
        for (int i = 0; i < coded; i++) {
            double[] clean = clean(x, network.predict(x, time(i)), alpha(time(i)));
            int[][] atoms = atoms(i, atomCount);
            double[] products = new double[atomCount];
            for (int k = 0; k < atomCount; k++) {
                for (int j = 0; j < n; j++) {
                    products[k] += atoms[k][j] * (latent[j] - clean[j]);
                }
            }
            int[] set = IntStream.range(0, atomCount)
                    .boxed()
                    .sorted(Comparator.comparing(k -> -Math.abs(products[k])))
                    .limit(counts[i])
                    .sorted()
                    .mapToInt(k -> k)
                    .toArray();
            int[] signs = Arrays.stream(set).map(k -> products[k] < 0 ? -1 : 1).toArray();
            choices.add(new int[][] {set, signs});
            x = coded(x, clean, i, atoms, set, signs);
        }
        return choices;
    }

    /** The latent that choices lead to, with all steps of the ladder behind them. */
    double[] decode(List<int[][]> choices, int atomCount) {
        double[] x = start();
        for (int i = 0; i < steps; i++) {
            double a = alpha(time(i));
            double[] clean = clean(x, network.predict(x, time(i)), a);
            if (i < coded) {
                x = coded(x, clean, i, atoms(i, atomCount), choices.get(i)[0], choices.get(i)[1]);
            } else {
                x = moved(x, clean, a, i + 1 < steps ? alpha(time(i + 1)) : alphas[0], 0, new double[n]);
            }
        }
        return x;
    }

    /** The bits of choices: ranks in the combinatorial number system, then signs; zeros to the end. */
    static byte[] bytes(List<int[][]> choices, int atomCount, int length) {
        StringBuilder bits = new StringBuilder();
        for (int[][] choice : choices) {
            int[] set = choice[0];
            BigInteger rank = BigInteger.ZERO;
            for (int i = 0; i < set.length; i++) {
                rank = rank.add(binomial(set[i], i + 1));
            }
            int width = binomial(atomCount, set.length).subtract(BigInteger.ONE).bitLength();
            String digits = width == 0 ? "" : rank.toString(2);
            bits.append("0".repeat(width - digits.length())).append(digits);
            for (int sign : choice[1]) {
                bits.append(sign < 0 ? '1' : '0');
            }
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < bits.length(); i++) {
            bytes[i / 8] += (byte) ((bits.charAt(i) - '0') << 7 - i % 8);
        }
        return bytes;
    }

    private static BigInteger binomial(int n, int k) {
        BigInteger value = BigInteger.ONE;
        for (int i = 0; i < k; i++) {
            value = value.multiply(BigInteger.valueOf(n - i));
        }
        for (int i = 2; i <= k; i++) {
            value = value.divide(BigInteger.valueOf(i));
        }
        return value;
    }
}
