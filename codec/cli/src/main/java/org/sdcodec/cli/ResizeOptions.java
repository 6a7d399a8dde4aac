package org.sdcodec.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sdcodec.Picture;
import org.sdcodec.codec.pixels.Reducer;
import picocli.CommandLine.Option;

/** The option that makes pictures smaller before they are encoded. */
final class ResizeOptions {

    private static final Pattern BOX = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");
    private static final Pattern PART = Pattern.compile("([0-9]{1,2}(?:\\.[0-9]{1,4})?|100)%");
    private static final double PERCENT = 100;

    @Option(
            names = "--resize",
            paramLabel = "WxH|PART",
            description =
                    "Make the picture smaller first: so that it fits into so many pixels, such as 1920x1080, or to"
                            + " so many per cent of its width and height, such as 50%%. Its shape stays; a picture that fits"
                            + " is left as it is. It decodes to the smaller size; --resolution is what keeps it.")
    private String size;

    /** @throws UsageException if it is no size */
    void check() {
        if (size != null && !BOX.matcher(size).matches() && !(PART.matcher(size).matches() && part() > 0)) {
            throw new UsageException("--resize is a size such as 1920x1080 or a part such as 50%, not '" + size + "'");
        }
    }

    private double part() {
        return Double.parseDouble(size.substring(0, size.length() - 1)) / PERCENT;
    }

    /** The picture in the size that was chosen, with its metadata. */
    Picture applyTo(Picture picture) {
        if (size == null) {
            return picture;
        }
        Matcher box = BOX.matcher(size);
        double factor = box.matches()
                ? Math.min(
                        Double.parseDouble(box.group(1)) / picture.width(),
                        Double.parseDouble(box.group(2)) / picture.height())
                : part();
        if (factor >= 1) {
            return picture;
        }
        int width = (int) Math.max(1, Math.round(picture.width() * factor));
        int height = (int) Math.max(1, Math.round(picture.height() * factor));
        return Reducer.reduced(picture, width, height).withMetadata(picture.metadata());
    }
}
