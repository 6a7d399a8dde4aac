package org.sdcodec.codec.packet;

import java.util.List;

/**
 * Erasure code over GF(256), x⁸ + x⁴ + x³ + x² + 1: packet n of parity is the sum over all data packets j of 1 / (n xor
 * j) times packet j, byte by byte. These factors are a Cauchy matrix, of which every square part can be inverted
 * (Blömer et al. 1995), so that any as many packets as there are data packets suffice.
 */
final class ReedSolomon {
    private static final int FIELD = 256;
    private static final int POLYNOMIAL = 0x11D;

    private static final int[] EXP = new int[2 * FIELD];
    private static final int[] LOG = new int[FIELD];

    static {
        int value = 1;
        for (int i = 0; i < FIELD - 1; i++) {
            EXP[i] = value;
            EXP[i + FIELD - 1] = value;
            LOG[value] = i;
            value <<= 1;
            value = value >= FIELD ? value ^ POLYNOMIAL : value;
        }
    }

    private ReedSolomon() {}

    /**
     * A parity packet.
     *
     * @param number at least the number of data packets, less than 256
     * @param data all of equal length; not modified
     */
    static byte[] parity(int number, List<byte[]> data) {
        byte[] sum = new byte[data.get(0).length];
        for (int j = 0; j < data.size(); j++) {
            addMultiple(sum, data.get(j), inverse(number ^ j));
        }
        return sum;
    }

    /**
     * Fills in lost data packets.
     *
     * @param data of equal length, null where a packet is lost; these places are filled in
     * @param numbers of as many parity packets as data packets are lost
     * @param parity these packets, of that length; modified
     */
    static void repair(byte[][] data, int[] numbers, byte[][] parity) {
        int lost = numbers.length;
        int[] places = new int[lost];
        int found = 0;
        for (int j = 0; j < data.length; j++) {
            if (data[j] == null) {
                places[found++] = j;
                continue;
            }
            for (int i = 0; i < lost; i++) {
                addMultiple(parity[i], data[j], inverse(numbers[i] ^ j));
            }
        }
        int[][] matrix = new int[lost][lost];
        for (int i = 0; i < lost; i++) {
            for (int k = 0; k < lost; k++) {
                matrix[i][k] = inverse(numbers[i] ^ places[k]);
            }
        }
        solve(matrix, parity);
        for (int k = 0; k < lost; k++) {
            data[places[k]] = parity[k];
        }
    }

    /** Gauss and Jordan's elimination; no leading square part is singular, so that no rows are swapped. */
    private static void solve(int[][] matrix, byte[][] rows) {
        for (int i = 0; i < matrix.length; i++) {
            int factor = inverse(matrix[i][i]);
            for (int k = 0; k < matrix.length; k++) {
                matrix[i][k] = product(matrix[i][k], factor);
            }
            for (int b = 0; b < rows[i].length; b++) {
                rows[i][b] = (byte) product(rows[i][b] & 0xFF, factor);
            }
            for (int other = 0; other < matrix.length; other++) {
                int multiple = matrix[other][i];
                if (other == i || multiple == 0) {
                    continue;
                }
                for (int k = 0; k < matrix.length; k++) {
                    matrix[other][k] ^= product(matrix[i][k], multiple);
                }
                addMultiple(rows[other], rows[i], multiple);
            }
        }
    }

    private static void addMultiple(byte[] sum, byte[] row, int factor) {
        for (int b = 0; b < sum.length; b++) {
            sum[b] ^= (byte) product(row[b] & 0xFF, factor);
        }
    }

    private static int product(int a, int b) {
        return a == 0 || b == 0 ? 0 : EXP[LOG[a] + LOG[b]];
    }

    private static int inverse(int a) {
        return EXP[FIELD - 1 - LOG[a]];
    }
}
