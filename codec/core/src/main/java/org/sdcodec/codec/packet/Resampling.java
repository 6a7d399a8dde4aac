package org.sdcodec.codec.packet;

import org.sdcodec.Picture;

/** Smaller and larger pictures, in integers. Transparent ones are taken on white. */
final class Resampling {
    private static final int STEP = 16;
    private static final int CHANNELS = 3;
    private static final int ONE = 1 << 10;

    private Resampling() {}

    /** The pixels on the longer side that suit so many bytes; measured with the embedded model at 100 to 240 bytes. */
    static int side(long bytes) {
        int side = STEP;
        while ((long) side * side < bytes * 150) {
            side += STEP;
        }
        return side;
    }

    /** The mean of the pixels, weighted by area; the picture itself if its longer side is no longer than this. */
    static Picture reduced(Picture picture, int longerSide) {
        Picture from = picture.hasAlpha() ? picture.onWhite() : picture;
        int longer = Math.max(from.width(), from.height());
        if (longer <= longerSide) {
            return from;
        }
        int width = (int) Math.max(1, (2L * from.width() * longerSide / longer + 1) / 2);
        int height = (int) Math.max(1, (2L * from.height() * longerSide / longer + 1) / 2);
        Picture.Builder reduced = Picture.builder(width, height);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            meanRow(from, y, height, row);
            reduced.row(y, row, 0);
        }
        return reduced.build().withGamut(from.gamut());
    }

    private static void meanRow(Picture from, int y, int height, int[] target) {
        int width = target.length;
        long[] sums = new long[width * CHANNELS];
        // In units of one pixel of the source by as many as make all borders whole.
        long top = (long) y * from.height();
        long bottom = top + from.height();
        int[] row = new int[from.width()];
        for (long at = top; at < bottom; ) {
            int source = (int) (at / height);
            long end = Math.min(bottom, (source + 1L) * height);
            from.copyRows(source, 1, row, 0);
            addRow(row, width, end - at, sums);
            at = end;
        }
        long area = (long) from.width() * from.height();
        for (int x = 0; x < width; x++) {
            int color = 0xFF;
            for (int c = 0; c < CHANNELS; c++) {
                color = color << 8 | (int) ((sums[x * CHANNELS + c] + area / 2) / area);
            }
            target[x] = color;
        }
    }

    private static void addRow(int[] row, int width, long weight, long[] sums) {
        for (int x = 0; x < width; x++) {
            long right = (x + 1L) * row.length;
            for (long at = (long) x * row.length; at < right; ) {
                int source = (int) (at / width);
                long end = Math.min(right, (source + 1L) * width);
                for (int c = 0; c < CHANNELS; c++) {
                    sums[x * CHANNELS + c] += weight * (end - at) * (row[source] >> 8 * (2 - c) & 0xFF);
                }
                at = end;
            }
        }
    }

    /** Bilinear interpolation to the size of another picture, whose pixels' centers lie evenly in this one. */
    static Picture enlarged(Picture from, int width, int height) {
        if (from.width() == width && from.height() == height) {
            return from;
        }
        Picture.Builder enlarged = Picture.builder(width, height);
        int[] above = new int[from.width()];
        int[] below = new int[from.width()];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            long place = place(y, height, from.height());
            int first = (int) (place / ONE);
            from.copyRows(first, 1, above, 0);
            from.copyRows(Math.min(from.height() - 1, first + 1), 1, below, 0);
            for (int x = 0; x < width; x++) {
                row[x] = between(above, below, place(x, width, from.width()), (int) (place % ONE));
            }
            enlarged.row(y, row, 0);
        }
        return enlarged.build().withGamut(from.gamut());
    }

    /** In 1/1024 of the source's pixels. */
    private static long place(int x, int to, int from) {
        long exact = ((2L * x + 1) * from * ONE / to - ONE) / 2;
        return Math.max(0, Math.min((from - 1L) * ONE, exact));
    }

    private static int between(int[] above, int[] below, long place, int down) {
        int left = (int) (place / ONE);
        int right = Math.min(above.length - 1, left + 1);
        int across = (int) (place % ONE);
        return mixed(mixed(above[left], above[right], across), mixed(below[left], below[right], across), down);
    }

    /** Between two colors, {@code part} of 1024 of the second. */
    static int mixed(int first, int second, int part) {
        int color = 0xFF;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int mean = (first >> shift & 0xFF) * (ONE - part) + (second >> shift & 0xFF) * part;
            color = color << 8 | mean + ONE / 2 >> 10;
        }
        return color;
    }
}
