package org.sdcodec.benchmarks.rd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sdcodec.Picture;
import org.sdcodec.cli.demo.ContactSheet;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.EqualSize;
import org.sdcodec.cli.peer.ImageCodec;
import org.sdcodec.cli.peer.QualityScale;
import org.sdcodec.codec.metrics.MsSsim;
import org.sdcodec.codec.metrics.Psnr;

/**
 * One picture as every codec gives it back from files of the same size.
 *
 * @param title says which size
 * @param cells the pictures with their captions, the original first
 */
record EqualSizeSheet(String title, List<ContactSheet.Cell> cells) {
    private static final int COLUMNS = 3;
    private static final int MAX_SIDE = 1024;
    private static final double BITS = 8;

    /**
     * Every codec's best file of at most this rate, the original first.
     *
     * @param rate in bits per pixel
     */
    static EqualSizeSheet of(TestPicture picture, double rate, List<ImageCodec> codecs) throws CodecException {
        Picture original = picture.image();
        int pixels = original.width() * original.height();
        long maxBytes = (long) (rate * pixels / BITS);
        List<ContactSheet.Cell> cells = new ArrayList<>();
        cells.add(new ContactSheet.Cell(
                original, List.of("ORIGINAL", original.width() + "x" + original.height() + " PIXELS")));
        for (ImageCodec codec : codecs) {
            EqualSize fitted = EqualSize.of(codec, original, maxBytes);
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
        return new EqualSizeSheet(
                String.format(Locale.ROOT, "%.2f bits per pixel: at most %,d bytes", rate, maxBytes), cells);
    }

    /** All of them on one sheet. */
    Picture render() {
        ContactSheet sheet = new ContactSheet(title, MAX_SIDE);
        for (int from = 0; from < cells.size(); from += COLUMNS) {
            sheet.addRow(
                    cells.subList(from, Math.min(from + COLUMNS, cells.size())).toArray(new ContactSheet.Cell[0]));
        }
        return sheet.render();
    }
}
