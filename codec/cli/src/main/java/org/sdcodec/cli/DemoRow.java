package org.sdcodec.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.sdcodec.Picture;
import org.sdcodec.cli.demo.ContactSheet;
import org.sdcodec.codec.metrics.MsSsim;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.metrics.Ssimulacra2;

/**
 * A row of the demonstration's table.
 *
 * @param quality of ours
 * @param ours the .sdc file
 * @param jpeg the JPEG file
 * @param jpegQuality of the JPEG; empty for a mean
 * @param fits whether the JPEG has no more bytes than the .sdc file
 */
record DemoRow(int quality, Measured ours, Measured jpeg, String jpegQuality, boolean fits) {

    private static final double BITS = 8;
    private static final int NAME_LENGTH = 24;

    /**
     * A file's size and its picture's distance from the original, or means of such.
     *
     * @param msSsim NaN where a picture is too small for it
     * @param ssimulacra2 likewise
     */
    record Measured(double bytes, double bitsPerPixel, double psnr, double msSsim, double ssimulacra2) {

        /** The mean of every column; of at least one. */
        static Measured mean(List<Measured> all) {
            return new Measured(
                    mean(all, Measured::bytes),
                    mean(all, Measured::bitsPerPixel),
                    mean(all, Measured::psnr),
                    mean(all, Measured::msSsim),
                    mean(all, Measured::ssimulacra2));
        }

        private static double mean(List<Measured> all, ToDoubleFunction<Measured> column) {
            return all.stream().mapToDouble(column).average().orElseThrow();
        }

        String ssimulacra2Text() {
            return Double.isNaN(ssimulacra2) ? "-" : String.format(Locale.ROOT, "%.1f", ssimulacra2);
        }

        String msSsimText() {
            return Double.isNaN(msSsim) ? "-" : String.format(Locale.ROOT, "%.4f", msSsim);
        }
    }

    static Measured measure(int bytes, Picture original, Picture decoded) {
        double pixels = (double) original.width() * original.height();
        boolean tooSmall = MsSsim.scales(original.width(), original.height()) == 0;
        return new Measured(
                bytes,
                bytes * BITS / pixels,
                Psnr.of(original, decoded),
                tooSmall ? Double.NaN : MsSsim.of(original, decoded),
                Math.min(original.width(), original.height()) < Ssimulacra2.MIN_SIDE
                        ? Double.NaN
                        : Ssimulacra2.of(original, decoded));
    }

    /** The mean of every column, over rows of one quality. */
    static DemoRow mean(List<DemoRow> rows) {
        return new DemoRow(
                rows.get(0).quality,
                mean(rows, DemoRow::ours),
                mean(rows, DemoRow::jpeg),
                "",
                rows.stream().allMatch(DemoRow::fits));
    }

    private static Measured mean(List<DemoRow> rows, Function<DemoRow, Measured> side) {
        return Measured.mean(rows.stream().map(side).toList());
    }

    /** The cell of the original picture on a sheet. */
    static ContactSheet.Cell original(Picture picture) {
        return new ContactSheet.Cell(
                picture, List.of("ORIGINAL", String.format(Locale.ROOT, "%dx%d", picture.width(), picture.height())));
    }

    /** The end of a name that is too long for the table. */
    static String shortened(String name) {
        return name.length() <= NAME_LENGTH ? name : "..." + name.substring(name.length() - NAME_LENGTH + 3);
    }

    /** The texts of the columns. */
    Object[] columns(String name) {
        return new Object[] {
            shortened(name),
            quality,
            String.format(Locale.ROOT, "%,.0f", ours.bytes),
            String.format(Locale.ROOT, "%.3f", ours.bitsPerPixel),
            String.format(Locale.ROOT, "%.2f", ours.psnr),
            ours.msSsimText(),
            jpegQuality,
            String.format(Locale.ROOT, "%,.0f%s", jpeg.bytes, fits ? "" : "!"),
            String.format(Locale.ROOT, "%.2f", jpeg.psnr),
            jpeg.msSsimText()
        };
    }
}
