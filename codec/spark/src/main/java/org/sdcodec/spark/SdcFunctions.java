package org.sdcodec.spark;

import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * The functions of {@link SdcExtensions} for Java and Scala; they need no extension in the session:
 *
 * <pre>{@code
 * Dataset<Row> files = spark.read().format("binaryFile").load("photos");
 * files.select(col("path"), SdcFunctions.tryEncode(col("content"), Map.of("quality", "40")).as("r"));
 * }</pre>
 *
 * <p>Arguments are columns of binaries, whole files; options are those of {@link
 * org.sdcodec.spark.work.ConversionOptions} and checked at once. A null gives null. A file that cannot be converted
 * gives null, in the functions with {@code try} a struct with an {@code error}, and never a failed job.
 */
public final class SdcFunctions {

    private SdcFunctions() {}

    /** {@link #encode(Column, Map)} with the default options. */
    public static Column encode(Column picture) {
        return encode(picture, Map.of());
    }

    /**
     * Picture files to {@code .sdc} files.
     *
     * @throws IllegalArgumentException if an option is unknown, or its value out of range
     */
    public static Column encode(Column picture, Map<String, String> options) {
        return convert(SqlFunction.SDC_ENCODE, picture, options);
    }

    /**
     * Picture files to structs of {@code sdc}, {@code width}, {@code height}, {@code psnr} and {@code ssimulacra2}
     * (with the option {@code metrics}), {@code warnings}, {@code error}.
     *
     * @throws IllegalArgumentException as {@link #encode(Column, Map)}
     */
    public static Column tryEncode(Column picture, Map<String, String> options) {
        return convert(SqlFunction.SDC_TRY_ENCODE, picture, options);
    }

    /**
     * {@code .sdc} files to others, of another quality for example.
     *
     * @throws IllegalArgumentException as {@link #encode(Column, Map)}
     */
    public static Column reencode(Column sdc, Map<String, String> options) {
        return convert(SqlFunction.SDC_REENCODE, sdc, options);
    }

    /**
     * As {@link #reencode}, to structs like those of {@link #tryEncode}.
     *
     * @throws IllegalArgumentException as {@link #encode(Column, Map)}
     */
    public static Column tryReencode(Column sdc, Map<String, String> options) {
        return convert(SqlFunction.SDC_TRY_REENCODE, sdc, options);
    }

    /** {@link #decode(Column, Map)} to PNG in full size. */
    public static Column decode(Column sdc) {
        return decode(sdc, Map.of());
    }

    /**
     * {@code .sdc} files to picture files.
     *
     * @throws IllegalArgumentException as {@link #encode(Column, Map)}
     */
    public static Column decode(Column sdc, Map<String, String> options) {
        return convert(SqlFunction.SDC_DECODE, sdc, options);
    }

    /**
     * {@code .sdc} files to structs of {@code picture}, {@code width}, {@code height}, {@code error}.
     *
     * @throws IllegalArgumentException as {@link #encode(Column, Map)}
     */
    public static Column tryDecode(Column sdc, Map<String, String> options) {
        return convert(SqlFunction.SDC_TRY_DECODE, sdc, options);
    }

    /** Header information of {@code .sdc} files, as structs; null for damaged ones. */
    public static Column info(Column sdc) {
        return functions
                .udf(SqlFunction.SDC_INFO.unary(), SqlFunction.SDC_INFO.type())
                .apply(sdc);
    }

    /**
     * How far picture or {@code .sdc} files are from each other: a struct of metrics; null if one is bad or sizes
     * differ.
     */
    public static Column compare(Column original, Column other) {
        return functions
                .udf(SqlFunction.SDC_COMPARE.binary(), SqlFunction.SDC_COMPARE.type())
                .apply(original, other);
    }

    private static Column convert(SqlFunction function, Column input, Map<String, String> options) {
        return functions
                .udf(function.converter(function.conversion().options(options)), function.type())
                .apply(input);
    }
}
