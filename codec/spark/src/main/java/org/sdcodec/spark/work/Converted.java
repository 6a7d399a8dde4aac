package org.sdcodec.spark.work;

/**
 * What became of one input.
 *
 * @param bytes the content of the resulting file; null if there is an error. Not copied
 * @param width of the picture that was encoded or of the one that was decoded, in pixels; null if there is an error
 * @param height likewise
 * @param psnr of the decoded picture against the input, in decibels, infinite for equal pictures; null if it was not to
 *     be measured
 * @param ssimulacra2 likewise its score; null also for pictures of a side of less than 8 pixels
 * @param warnings what a picture does not show of its file, clauses separated by semicolons; null if it shows all
 * @param error one sentence: why there is no result; null if there is one
 */
public record Converted(
        byte[] bytes, Integer width, Integer height, Double psnr, Double ssimulacra2, String warnings, String error) {

    /** No result, for a reason. */
    public static Converted failed(String error) {
        return new Converted(null, null, null, null, null, null, error);
    }
}
