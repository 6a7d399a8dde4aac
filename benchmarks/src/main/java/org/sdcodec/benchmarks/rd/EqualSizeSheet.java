package org.sdcodec.benchmarks.rd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sdcodec.Picture;
import org.sdcodec.benchmarks.tools.CodecException;
import org.sdcodec.cli.demo.ContactSheet;
import org.sdcodec.codec.metrics.MsSsim;
import org.sdcodec.codec.metrics.Psnr;

/** A sheet with one picture as every codec gives it back from files of the same size. */
final class EqualSizeSheet {
    private static final int COLUMNS = 3;
    private static final int MAX_SIDE = 1024;
    private static final double BITS = 8;

    private EqualSizeSheet() {}

    /**
     * The largest file within a limit, or the smallest that the codec gives if none is.
     *
     * @param fits whether the file is within the limit
     */
    record Fitted(byte[] file, double setting, boolean fits) {}

    /**
     * Makes the sheet: every codec's best file of at most this rate, the original first.
     *
     * @param rate in bits per pixel
     */
    static Picture render(TestPicture picture, double rate, List<ImageCodec> codecs) throws CodecException {
        Picture original = picture.image();
        int pixels = original.width() * original.height();
        long maxBytes = (long) (rate * pixels / BITS);
        List<ContactSheet.Cell> cells = new ArrayList<>();
        cells.add(new ContactSheet.Cell(
                original, List.of("ORIGINAL", original.width() + "x" + original.height() + " PIXELS")));
        for (ImageCodec codec : codecs) {
            Fitted fitted = fit(codec, original, maxBytes);
            Picture decoded = codec.decode(fitted.file());
            List<String> caption = new ArrayList<>();
            caption.add(String.format(
                    Locale.ROOT,
                    "%s %s: %,d BYTES",
                    codec.name(),
                    QualityScale.text(fitted.setting()),
                    fitted.file().length));
            caption.add(String.format(
                    Locale.ROOT, "%.1f dB, MS-SSIM %.3f", Psnr.of(original, decoded), MsSsim.of(original, decoded)));
            if (!fitted.fits()) {
                caption.add("CANNOT BE SMALLER");
            }
            cells.add(new ContactSheet.Cell(decoded, caption));
        }
        ContactSheet sheet = new ContactSheet(
                String.format(Locale.ROOT, "%.2f bits per pixel: at most %,d bytes", rate, maxBytes), MAX_SIDE);
        for (int from = 0; from < cells.size(); from += COLUMNS) {
            sheet.addRow(
                    cells.subList(from, Math.min(from + COLUMNS, cells.size())).toArray(new ContactSheet.Cell[0]));
        }
        return sheet.render();
    }

    /**
     * Searches the finest setting whose file has at most so many bytes. Sizes grow with the setting but for a few bytes here and
     * there, so the search halves the range.
     */
    static Fitted fit(ImageCodec codec, Picture image, long maxBytes) throws CodecException {
        QualityScale scale = codec.scale();
        byte[] best = codec.encode(image, scale.setting(0));
        if (best.length > maxBytes) {
            return new Fitted(best, scale.setting(0), false);
        }
        int low = 0;
        int high = scale.count();
        while (high - low > 1) {
            int middle = (low + high) / 2;
            byte[] file = codec.encode(image, scale.setting(middle));
            if (file.length <= maxBytes) {
                low = middle;
                best = file;
            } else {
                high = middle;
            }
        }
        return new Fitted(best, scale.setting(low), true);
    }
}
