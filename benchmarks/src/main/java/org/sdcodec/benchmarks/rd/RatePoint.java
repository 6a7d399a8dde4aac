package org.sdcodec.benchmarks.rd;

/**
 * A picture coded once.
 *
 * @param picture what tables call the picture
 * @param pixels a digest of its size and pixels, see {@link TestPicture#digest()}
 * @param width and {@code height}: in pixels
 * @param codec the codec's {@linkplain ImageCodec#name() name}
 * @param encoder program, version and options, see {@link ImageCodec#encoder()}
 * @param setting on the codec's scale of qualities
 * @param bytes of the whole file
 * @param psnr in decibels, infinite for an equal picture
 * @param msSsim 0 to 1
 * @param butteraugli the 3-norm, NaN if it was not measured
 */
record RatePoint(
        String picture,
        String pixels,
        int width,
        int height,
        String codec,
        String encoder,
        double setting,
        long bytes,
        double psnr,
        double msSsim,
        double butteraugli) {

    private static final double BITS = 8;

    /** Bits per pixel. */
    double bitsPerPixel() {
        return bytes * BITS / ((double) width * height);
    }
}
