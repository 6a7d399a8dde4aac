package org.sdcodec.cli.image.jpeg;

import java.util.Arrays;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.UnreadableException;

/**
 * Follows the Huffman codes of every scan to its end, without computing pixels, so that it is certain that the data of
 * all of them is there. Decoders fill in what is missing, and say so in words at best. Source: ITU-T T.81, annexes F, G
 * and H.
 *
 * <p>Memory: 8 bytes for each block of 64 pixels, in progressive files only.
 */
final class ScanCheck {
    private static final int BLOCK = 8;
    private static final int LAST = 63;
    private static final int SIZE_BITS = 4;
    private static final int LONGEST_RUN = 15;

    /** Fewer bytes than this may follow the data unnoticed: some encoders flush more than they have to. */
    private static final int PADDING = 2;

    private final JpegFile jpeg;
    private final byte[] file;

    /** For each component and block, which coefficients are known to be other than 0, in zigzag order. */
    private final long[][] nonZero;

    /** For each component and coefficient, the bit down to which it is known; -1 before its first scan. */
    private final int[][] known;

    private ScanCheck(JpegFile jpeg, byte[] file) {
        this.jpeg = jpeg;
        this.file = file;
        this.nonZero = new long[jpeg.components.length][];
        this.known = new int[jpeg.components.length][LAST + 1];
        for (int[] bits : known) {
            Arrays.fill(bits, -1);
        }
        if (jpeg.process == JpegFile.PROGRESSIVE) {
            for (int c = 0; c < nonZero.length; c++) {
                nonZero[c] = new long[Math.multiplyExact(paddedColumns(c), paddedRows(c))];
            }
        }
    }

    /**
     * Checks all scans.
     *
     * @throws UnreadableException if data of a scan is missing or is no valid code, or a component has no scan
     */
    static void check(JpegFile jpeg, byte[] file, DecodeContext context) {
        ScanCheck check = new ScanCheck(jpeg, file);
        int unused = 0;
        for (JpegFile.Scan scan : jpeg.scans) {
            unused += check.check(scan);
        }
        check.checkComplete(context);
        if (unused >= PADDING * jpeg.scans.size()) {
            context.warn(unused + " bytes of its compressed data belong to no pixel");
        }
    }

    private void checkComplete(DecodeContext context) {
        boolean progressive = jpeg.process == JpegFile.PROGRESSIVE;
        for (int[] bits : known) {
            if (bits[0] < 0) {
                throw UnreadableException.damaged("a color plane has no data");
            }
            // Without an end marker nobody can tell whether scans are missing that would have refined the picture.
            boolean refined = Arrays.stream(bits).allMatch(b -> b == 0);
            if (progressive && !refined) {
                if (!jpeg.endMarker) {
                    throw UnreadableException.damaged("scans are missing at its end");
                }
                context.warn("its scans do not give all of its details; some may be missing");
            }
        }
    }

    private int check(JpegFile.Scan scan) {
        EntropyBits in = new EntropyBits(file, scan.from(), scan.to());
        int columns;
        int rows;
        boolean interleaved = scan.components().length > 1;
        int unit = jpeg.process == JpegFile.LOSSLESS ? 1 : BLOCK;
        int only = scan.components()[0];
        if (interleaved) {
            columns = ceil(jpeg.width, unit * jpeg.maxH());
            rows = ceil(jpeg.height, unit * jpeg.maxV());
        } else {
            columns = ceil(ceil(jpeg.width * jpeg.components[only].h(), jpeg.maxH()), unit);
            rows = ceil(ceil(jpeg.height * jpeg.components[only].v(), jpeg.maxV()), unit);
        }
        int restart = scan.restartInterval();
        int untilRestart = restart;
        int restarts = 0;
        BlockCheck blocks = new BlockCheck(scan, in);
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                if (restart > 0 && untilRestart-- == 0) {
                    in.restart(restarts++ & 7);
                    blocks.endOfBandRun = 0;
                    untilRestart = restart - 1;
                }
                if (interleaved) {
                    unit(scan, blocks, x, y);
                } else {
                    blocks.check(0, only, y * paddedColumns(only) + x);
                }
            }
        }
        in.finish();
        for (int c : scan.components()) {
            int last = jpeg.process == JpegFile.PROGRESSIVE ? scan.se() : LAST;
            Arrays.fill(known[c], jpeg.process == JpegFile.PROGRESSIVE ? scan.ss() : 0, last + 1, scan.al());
        }
        return in.unused();
    }

    private void unit(JpegFile.Scan scan, BlockCheck blocks, int x, int y) {
        for (int i = 0; i < scan.components().length; i++) {
            int c = scan.components()[i];
            int h = jpeg.components[c].h();
            int v = jpeg.components[c].v();
            for (int row = 0; row < v; row++) {
                for (int column = 0; column < h; column++) {
                    blocks.check(i, c, (y * v + row) * paddedColumns(c) + x * h + column);
                }
            }
        }
    }

    private int paddedColumns(int c) {
        return ceil(jpeg.width, BLOCK * jpeg.maxH()) * jpeg.components[c].h();
    }

    private int paddedRows(int c) {
        return ceil(jpeg.height, BLOCK * jpeg.maxV()) * jpeg.components[c].v();
    }

    private static int ceil(int a, int b) {
        return (a + b - 1) / b;
    }

    /** The codes of single blocks of one scan. */
    private final class BlockCheck {
        private final JpegFile.Scan scan;
        private final EntropyBits in;
        private int endOfBandRun;

        BlockCheck(JpegFile.Scan scan, EntropyBits in) {
            this.scan = scan;
            this.in = in;
        }

        void check(int inScan, int component, int block) {
            switch (jpeg.process) {
                case JpegFile.LOSSLESS -> difference(scan.dc()[inScan], HuffmanTable.MAX_LENGTH);
                case JpegFile.PROGRESSIVE -> progressive(inScan, component, block);
                default -> {
                    difference(scan.dc()[inScan], LONGEST_RUN);
                    coefficients(scan.ac()[inScan]);
                }
            }
        }

        private void difference(HuffmanTable table, int longest) {
            int size = in.symbol(table);
            if (size > longest) {
                throw UnreadableException.damaged("a difference of " + size + " bits");
            }
            // A difference of 16 bits is always 32768 and has none that follow (H.1.2.2).
            if (size < HuffmanTable.MAX_LENGTH) {
                in.skip(size);
            }
        }

        private void coefficients(HuffmanTable table) {
            for (int k = 1; k <= LAST; k++) {
                int symbol = in.symbol(table);
                int size = symbol & LONGEST_RUN;
                int run = symbol >> SIZE_BITS;
                if (size == 0 && run < LONGEST_RUN) {
                    return;
                }
                k += run;
                checkIndex(k, LAST);
                in.skip(size);
            }
        }

        private void progressive(int inScan, int component, int block) {
            if (scan.ss() == 0) {
                if (scan.ah() == 0) {
                    difference(scan.dc()[inScan], LONGEST_RUN);
                } else {
                    in.skip(1);
                }
            } else if (scan.ah() == 0) {
                firstBits(scan.ac()[inScan], nonZero[component], block);
            } else {
                refinement(scan.ac()[inScan], nonZero[component], block);
            }
        }

        private void firstBits(HuffmanTable table, long[] set, int block) {
            if (endOfBandRun > 0) {
                endOfBandRun--;
                return;
            }
            for (int k = scan.ss(); k <= scan.se(); k++) {
                int symbol = in.symbol(table);
                int size = symbol & LONGEST_RUN;
                int run = symbol >> SIZE_BITS;
                if (size == 0 && run < LONGEST_RUN) {
                    endOfBandRun = (1 << run) + in.bits(run) - 1;
                    return;
                }
                k += run;
                checkIndex(k, scan.se());
                if (size > 0) {
                    in.skip(size);
                    set[block] |= 1L << k;
                }
            }
        }

        private void refinement(HuffmanTable table, long[] set, int block) {
            int k = scan.ss();
            if (endOfBandRun == 0) {
                while (k <= scan.se()) {
                    int symbol = in.symbol(table);
                    int size = symbol & LONGEST_RUN;
                    int run = symbol >> SIZE_BITS;
                    if (size == 0 && run < LONGEST_RUN) {
                        endOfBandRun = (1 << run) + in.bits(run);
                        break;
                    }
                    if (size > 1) {
                        throw UnreadableException.damaged("a refinement of " + size + " bits");
                    }
                    in.skip(size);
                    k = passZeros(set[block], k, run);
                    if (size > 0) {
                        checkIndex(k, scan.se());
                        set[block] |= 1L << k;
                    }
                    k++;
                }
            }
            if (endOfBandRun > 0) {
                long left = k > scan.se() ? 0 : set[block] >>> k << k & -1L >>> LAST - scan.se();
                in.skip(Long.bitCount(left));
                endOfBandRun--;
            }
        }

        /** Passes {@code run} coefficients that were 0 so far, and a bit for each of the others among them. */
        private int passZeros(long set, int from, int run) {
            int k = from;
            int left = run;
            while (k <= scan.se()) {
                if ((set >>> k & 1) != 0) {
                    in.skip(1);
                } else if (left-- == 0) {
                    break;
                }
                k++;
            }
            return k;
        }

        private void checkIndex(int k, int last) {
            if (k > last) {
                throw UnreadableException.damaged("a coefficient behind the last");
            }
        }
    }
}
