package org.sdcodec.codec.diffusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Section 15 of codec/FORMAT.md, written down once more as plainly as it stands there: in double throughout, and the
 * encoder tries all bits.
 */
final class NaiveDiffc {

    private final NaiveDdcm.Network network;
    private final boolean velocity;
    private final int n;
    private final int maxWindow;
    private final int growth;
    private final double[] alphas = NaiveDdcm.alphas();

    private int step;
    private int before;
    private int lastBits;
    private int lastPlace;
    private double snr;
    private double[] x;
    private double[] clean;
    private double[] noise;
    private List<Integer> order;

    NaiveDiffc(NaiveDdcm.Network network, boolean velocity, int n, int window, int growth) {
        this.network = network;
        this.velocity = velocity;
        this.n = n;
        this.maxWindow = window;
        this.growth = growth;
    }

    private void begin() {
        step = 0;
        before = 0;
        lastBits = bits();
        lastPlace = 1 + 4 * (ceilLog(lastBits) - ceilLog(n));
        snr = 0;
        x = new double[n];
    }

    private static int ceilLog(int value) {
        int log = 0;
        while (1 << log < value) {
            log++;
        }
        return log;
    }

    private int bits() {
        return Math.min(Math.min(16384, Math.max(1, n / 4)), Math.max(128, before / growth));
    }

    private int expected() {
        return bits() > lastBits ? lastPlace + 1 : lastPlace;
    }

    private static double ratio(double alpha) {
        return alpha / (1 - alpha);
    }

    /** The time step of the sample. */
    private double time() {
        if (snr <= ratio(alphas[999])) {
            return 999;
        }
        if (snr >= ratio(alphas[0])) {
            return 0;
        }
        int t = 0;
        while (snr < ratio(alphas[t + 1])) {
            t++;
        }
        double low = Math.sqrt(1 / ratio(alphas[t]));
        double high = Math.sqrt(1 / ratio(alphas[t + 1]));
        return t + (Math.sqrt(1 / snr) - low) / (high - low);
    }

    private void predict() {
        order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        for (int j = 0; j < n; j++) {
            Collections.swap(order, j, j + (int) ((NaiveDdcm.word(5, step, j) >>> 32) * (n - j) >>> 32));
        }
        double alpha = snr / (1 + snr);
        clean = new double[n];
        if (snr >= ratio(alphas[999])) {
            double[] p = network.predict(x, time());
            for (int j = 0; j < n; j++) {
                clean[j] = velocity
                        ? Math.sqrt(alpha) * x[j] - Math.sqrt(1 - alpha) * p[j]
                        : (x[j] - Math.sqrt(1 - alpha) * p[j]) / Math.sqrt(alpha);
            }
        }
        noise = new double[n];
        for (int j = 0; j < n; j++) {
            noise[j] = (x[j] - Math.sqrt(alpha) * clean[j]) / Math.sqrt(1 - alpha);
        }
    }

    /** What the bits that are there make of the numbers that they reach, by place in the latent; NaN for others. */
    private double[] chosen(String bits) {
        int b = bits();
        int w = Math.min(maxWindow, b);
        double[] z = new double[n];
        for (int rank = 0; rank < n; rank++) {
            int group = 0;
            while (rank >= n * (w + group) / b) {
                group++;
            }
            if (group + w > bits.length()) {
                z[order.get(rank)] = Double.NaN;
                continue;
            }
            String window = bits.substring(group, group + w);
            String middle = w > 2 ? window.substring(1, w - 1) : "";
            int m = middle.isEmpty() ? 0 : Integer.parseInt(middle, 2);
            long word = NaiveDdcm.word(4, step, ((long) rank << Math.max(0, w - 2)) + m);
            String digits = Long.toBinaryString(word >>> 16);
            double g = (digits.chars().filter(c -> c == '1').count() - 24) * 65536.0 + (word & 0xffff) - 32768;
            boolean opposite = w == 1 ? window.equals("1") : window.charAt(0) != window.charAt(w - 1);
            z[order.get(rank)] = (opposite ? -g : g) / 65536 / Math.sqrt(12 + 1.0 / 12);
        }
        return z;
    }

    private void move(int place, double[] z, double score) {
        double next = Math.min(ratio(alphas[0]), snr + Math.pow(2, place / 4.0));
        double a = snr / (1 + snr);
        double b = next / (1 + next);
        for (int j = 0; j < n; j++) {
            if (Double.isNaN(z[j])) {
                double factor = 2 - score + (score - 1) * Math.sqrt(snr / next);
                x[j] = Math.sqrt(b) * clean[j] + Math.sqrt(1 - b) * factor * noise[j];
            } else {
                double mean =
                        Math.sqrt(b) * (1 - a / b) / (1 - a) * clean[j] + Math.sqrt(a / b) * (1 - b) / (1 - a) * x[j];
                x[j] = mean + Math.sqrt((1 - b) / (1 - a) * (1 - a / b)) * z[j];
            }
        }
        lastBits = bits();
        before += lastBits;
        lastPlace = place;
        snr = next;
        step++;
    }

    /** The bits of a latent; {@code steps[0]} receives how many steps they are. */
    String encode(double[] latent, int length, int[] steps) {
        begin();
        StringBuilder all = new StringBuilder();
        while (true) {
            int room = length - all.length();
            int w = Math.min(maxWindow, bits());
            if (room <= w || snr >= ratio(alphas[0]) || step == 255) {
                break;
            }
            predict();
            int tried = Math.min(bits(), room - 1);
            String best = null;
            double most = Double.NEGATIVE_INFINITY;
            double square = 0;
            for (int path = 0; path < 1 << tried; path++) {
                String digits = Integer.toBinaryString(path);
                String bits = "0".repeat(tried - digits.length()) + digits;
                double[] z = chosen(bits);
                double sum = 0;
                double norm = 0;
                for (int j = 0; j < n; j++) {
                    if (!Double.isNaN(z[j])) {
                        sum += z[j] * (latent[j] - clean[j]);
                        norm += (latent[j] - clean[j]) * (latent[j] - clean[j]);
                    }
                }
                if (sum > most) {
                    most = sum;
                    best = bits;
                    square = norm;
                }
            }
            int place = (int) Math.round(4 * 2 * Math.log(most / square) / Math.log(2));
            String side = side(place - expected());
            while (side.length() + w > room) {
                place += place < expected() ? 1 : -1;
                side = side(place - expected());
            }
            String sent = best.substring(0, Math.min(tried, room - side.length()));
            all.append(side).append(sent);
            move(place, chosen(sent), 1);
        }
        steps[0] = step;
        return all + "0".repeat(length - all.length());
    }

    private static String side(int error) {
        return "1".repeat(error > 0 ? 2 * error - 1 : -2 * error) + "0";
    }

    /** The latent that bits lead to, with some calls of DDIM behind the steps. */
    double[] decode(String bits, int steps, int tail, double score) {
        begin();
        int at = 0;
        for (int i = 0; i < steps; i++) {
            int ones = bits.indexOf('0', at) - at;
            at += ones + 1;
            int place = expected() + (ones % 2 == 1 ? (ones + 1) / 2 : -ones / 2);
            String sent = bits.substring(at, Math.min(bits.length(), at + bits()));
            at += sent.length();
            predict();
            move(place, chosen(sent), score);
        }
        double from = time();
        for (int i = 0; i < tail; i++) {
            double now = from * (tail - i) / tail;
            snr = ratio(alpha(now));
            predict();
            double next = ratio(i + 1 < tail ? alpha(from * (tail - i - 1) / tail) : alphas[0]);
            double b = next / (1 + next);
            double factor = 2 - score + (score - 1) * Math.sqrt(snr / next);
            for (int j = 0; j < n; j++) {
                x[j] = Math.sqrt(b) * clean[j] + Math.sqrt(1 - b) * factor * noise[j];
            }
        }
        return x;
    }

    private double alpha(double t) {
        int below = (int) t;
        if (below == t) {
            return alphas[below];
        }
        double low = Math.sqrt(1 / ratio(alphas[below]));
        double high = Math.sqrt(1 / ratio(alphas[below + 1]));
        double noiseRatio = low + (high - low) * (t - below);
        return 1 / (1 + noiseRatio * noiseRatio);
    }
}
