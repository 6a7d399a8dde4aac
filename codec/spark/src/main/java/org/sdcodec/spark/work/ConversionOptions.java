package org.sdcodec.spark.work;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.RateTarget;
import org.sdcodec.cli.image.ImageFormat;

/**
 * How to convert: a map of names to values, as SQL has it, checked. A null stands for the default.
 * Immutable.
 *
 * <table> <caption>Names; case does not matter</caption> <tr><th>name</th><th>value</th><th>for</th></tr>
 * <tr><td>quality</td><td>1 to 100, 50 by default</td><td>encode, reencode</td></tr> <tr><td>effort</td><td>1 to 9, 5
 * by default</td><td>encode, reencode</td></tr> <tr><td>maxSize, targetSize</td><td>bytes</td><td>encode,
 * reencode</td></tr> <tr><td>targetBpp</td><td>bits per pixel</td><td>encode, reencode</td></tr>
 * <tr><td>targetPsnr</td><td>decibels</td><td>encode, reencode</td></tr>
 * <tr><td>targetSsimulacra2</td><td>score</td><td>encode, reencode</td></tr> <tr><td>mode</td><td>name of a coding
 * mode</td><td>encode, reencode</td></tr> <tr><td>progressive</td><td>true or false</td><td>encode, reencode</td></tr>
 * <tr><td>metrics</td><td>true or false: whether to decode and to measure</td><td>encode, reencode</td></tr>
 * <tr><td>format</td><td>png, jpg or bmp; png by default</td><td>decode</td></tr> <tr><td>jpegQuality</td><td>1 to 100,
 * 95 by default</td><td>decode</td></tr> <tr><td>scale</td><td>1, 2 or 4: how many times
 * smaller</td><td>decode</td></tr> <tr><td>preview</td><td>true or false: one pixel per cell of the latent, without
 * neural inference</td><td>decode</td></tr>
 * </table>
 */
public final class ConversionOptions implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final Set<String> RATES =
            Set.of("quality", "maxsize", "targetsize", "targetbpp", "targetpsnr", "targetssimulacra2");

    private static final int MAX_JPEG_QUALITY = 100;
    private static final String DEFAULT_JPEG_QUALITY = "95";

    private final Conversion conversion;
    /** As given; what is derived from them is made again on each executor. */
    private final Map<String, String> given;

    private transient EncodeOptions encode;
    private transient DecodeOptions decode;
    private transient boolean metrics;
    private transient boolean preview;
    private transient ImageFormat format;
    private transient int jpegQuality;

    private ConversionOptions(Conversion conversion, Map<String, String> given) {
        this.conversion = conversion;
        this.given = new LinkedHashMap<>(given);
        derive();
    }

    static ConversionOptions parse(Conversion conversion, Map<String, String> given) {
        return new ConversionOptions(conversion, given);
    }

    private Object readResolve() {
        return new ConversionOptions(conversion, given);
    }

    private void derive() {
        Map<String, String> left = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        left.putAll(given);
        left.values().removeIf(Objects::isNull);
        EncodeOptions.Builder encoding = EncodeOptions.builder();
        DecodeOptions.Builder decoding = DecodeOptions.builder();
        String last = "";
        try {
            if (conversion == Conversion.DECODE) {
                last = "format";
                format = formatOf(taken(left, last, "png"));
                last = "jpegQuality";
                jpegQuality = range(last, taken(left, last, DEFAULT_JPEG_QUALITY), 1, MAX_JPEG_QUALITY);
                preview = flag(left, "preview");
                last = "scale";
                String scale = left.remove(last);
                if (scale != null && preview) {
                    throw new IllegalArgumentException("'scale' is for a network's picture, not for a preview");
                }
                decoding.scale(scale == null ? 1 : Integer.parseInt(scale));
            } else {
                rate(left, encoding);
                metrics = flag(left, "metrics");
                encoding.progressive(flag(left, "progressive"));
                encoding.mode(modeOf(taken(left, "mode", EncodeOptions.DEFAULT_MODE)));
                last = "effort";
                encoding.effort(Integer.parseInt(taken(left, last, String.valueOf(EncodeOptions.DEFAULT_EFFORT))));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the option '" + last + "' is a whole number", e);
        }
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("there is no option '"
                    + left.keySet().iterator().next() + "' of "
                    + conversion.name().toLowerCase(Locale.ROOT));
        }
        encode = encoding.build();
        decode = decoding.build();
    }

    private static void rate(Map<String, String> left, EncodeOptions.Builder encoding) {
        Map<String, String> rates = new LinkedHashMap<>();
        for (String name : Set.copyOf(left.keySet())) {
            if (RATES.contains(name.toLowerCase(Locale.ROOT))) {
                rates.put(name, left.remove(name));
            }
        }
        if (rates.size() > 1) {
            throw new IllegalArgumentException("only one of " + rates.keySet() + " can be followed");
        }
        rates.forEach((name, value) -> {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "quality" ->
                    encoding.quality(range(name, value, EncodeOptions.MIN_QUALITY, EncodeOptions.MAX_QUALITY));
                case "maxsize" -> encoding.target(new RateTarget(RateTarget.Kind.MAX_SIZE, number(name, value)));
                case "targetsize" -> encoding.target(new RateTarget(RateTarget.Kind.SIZE, number(name, value)));
                case "targetbpp" -> encoding.target(RateTarget.bitsPerPixel(number(name, value)));
                case "targetpsnr" -> encoding.target(RateTarget.psnr(number(name, value)));
                default -> encoding.target(RateTarget.ssimulacra2(number(name, value)));
            }
        });
    }

    private static String taken(Map<String, String> left, String name, String otherwise) {
        String value = left.remove(name);
        return value == null ? otherwise : value;
    }

    private static boolean flag(Map<String, String> left, String name) {
        String value = taken(left, name, "false").toLowerCase(Locale.ROOT);
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("the option '" + name + "' is true or false, not '" + value + "'");
        }
        return value.equals("true");
    }

    private static int range(String name, String value, int min, int max) {
        double number = number(name, value);
        if (number != Math.rint(number) || number < min || number > max) {
            throw new IllegalArgumentException(
                    "the option '" + name + "' is a whole number from " + min + " to " + max + ", not '" + value + "'");
        }
        return (int) number;
    }

    private static double number(String name, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the option '" + name + "' is a number, not '" + value + "'", e);
        }
    }

    private static String modeOf(String name) {
        if (!Codec.modes().contains(name)) {
            throw new IllegalArgumentException(
                    "the option 'mode' is " + String.join(" or ", Codec.modes()) + ", not '" + name + "'");
        }
        return name;
    }

    private static ImageFormat formatOf(String name) {
        Optional<ImageFormat> format = ImageFormat.byName(name).filter(ImageFormat::isWritable);
        return format.orElseThrow(() -> new IllegalArgumentException(
                "the option 'format' is the extension of " + ImageFormat.writableTitles() + ", not '" + name + "'"));
    }

    EncodeOptions encode() {
        return encode;
    }

    DecodeOptions decode() {
        return decode;
    }

    boolean metrics() {
        return metrics;
    }

    boolean preview() {
        return preview;
    }

    ImageFormat format() {
        return format;
    }

    int jpegQuality() {
        return jpegQuality;
    }

    /** The extension of resulting files, without the dot. */
    public String extension() {
        return conversion == Conversion.DECODE ? format.extensions().get(0) : "sdc";
    }
}
