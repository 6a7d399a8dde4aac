package org.sdcodec.spark;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sdcodec.codec.metrics.Comparison;
import org.sdcodec.spark.work.Conversion;
import org.sdcodec.spark.work.ConversionOptions;
import org.sdcodec.spark.work.Converted;
import org.sdcodec.spark.work.ExecutorCodec;
import org.sdcodec.spark.work.Inspection;
import scala.jdk.javaapi.CollectionConverters;

/** The SQL functions: names, types, and what they compute. Null for null. */
enum SqlFunction {
    SDC_ENCODE(
            "(picture[, options])",
            "The .sdc file of a picture file; null if it cannot be encoded.",
            Conversion.ENCODE,
            false),
    SDC_TRY_ENCODE(
            "(picture[, options])",
            "The .sdc file of a picture file, its size and metrics, or the error.",
            Conversion.ENCODE,
            true),
    SDC_REENCODE(
            "(sdc[, options])",
            "Another .sdc file of an .sdc file; null if that cannot be.",
            Conversion.REENCODE,
            false),
    SDC_TRY_REENCODE(
            "(sdc[, options])",
            "Another .sdc file of an .sdc file, its size and metrics, or the error.",
            Conversion.REENCODE,
            true),
    SDC_DECODE(
            "(sdc[, options])",
            "The picture file of an .sdc file; null if it cannot be decoded.",
            Conversion.DECODE,
            false),
    SDC_TRY_DECODE(
            "(sdc[, options])",
            "The picture file of an .sdc file and its size, or the error.",
            Conversion.DECODE,
            true),
    SDC_INFO("(sdc)", "Header information of an .sdc file; null if it is damaged or none.", InfoColumn.structType()),
    SDC_COMPARE(
            "(original, other)",
            "How far two picture or .sdc files are from each other; null if one cannot be read or their sizes differ.",
            comparisonType()),
    SDC_KERNELS(
            "()",
            "The kernels that executors compute with, such as vector-512; scalar takes about three times as long.",
            DataTypes.StringType);

    private final String arguments;
    private final String usage;
    private final DataType type;
    /** Null for functions that convert nothing. */
    private final Conversion conversion;

    private final boolean explains;

    SqlFunction(String arguments, String usage, Conversion conversion, boolean explains) {
        this.arguments = arguments;
        this.usage = usage;
        this.conversion = conversion;
        this.explains = explains;
        this.type = explains ? convertedType(conversion) : DataTypes.BinaryType;
    }

    SqlFunction(String arguments, String usage, DataType type) {
        this.arguments = arguments;
        this.usage = usage;
        this.conversion = null;
        this.explains = false;
        this.type = type;
    }

    /** The name in SQL, in lower case. */
    String sqlName() {
        return inLowerCase(this);
    }

    /** The name of a constant as SQL has it. */
    static String inLowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** One sentence for {@code DESCRIBE FUNCTION}. */
    String usage() {
        return sqlName() + arguments + " - " + usage;
    }

    DataType type() {
        return type;
    }

    /** What the function converts; null if nothing. */
    Conversion conversion() {
        return conversion;
    }

    int minArguments() {
        return this == SDC_KERNELS ? 0 : this == SDC_COMPARE ? 2 : 1;
    }

    int maxArguments() {
        return conversion == null ? minArguments() : 2;
    }

    /** The type of an argument. */
    DataType argument(int index) {
        return index == 1 && conversion != null
                ? DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType)
                : DataTypes.BinaryType;
    }

    /** A function of one argument that throws no checked exception. */
    @FunctionalInterface
    interface Unary extends UDF1<byte[], Object> {
        @Override
        Object call(byte[] input);
    }

    /** A function of two arguments that throws no checked exception. */
    @FunctionalInterface
    interface Binary extends UDF2<Object, Object, Object> {
        @Override
        Object call(Object a, Object b);
    }

    /** The function of one argument. */
    Unary unary() {
        if (conversion != null) {
            return converter(conversion.options(Map.of()));
        }
        return input -> input == null ? null : InfoColumn.row(Inspection.info(input));
    }

    /** The function with options that are the same for all rows. */
    Unary converter(ConversionOptions options) {
        return input -> input == null ? null : value(conversion.convert(input, options));
    }

    /** The function of two arguments. */
    Binary binary() {
        if (conversion == null) {
            return (a, b) -> a == null || b == null ? null : row(Inspection.compare((byte[]) a, (byte[]) b));
        }
        return new WithOptions(this);
    }

    /** Options that are a column; parsed again only where they change. */
    private static final class WithOptions implements Binary {
        private static final long serialVersionUID = 1L;

        private final SqlFunction function;
        private transient Parsed last;

        private record Parsed(Map<String, String> given, ConversionOptions options) {}

        WithOptions(SqlFunction function) {
            this.function = function;
        }

        @Override
        public Object call(Object input, Object map) {
            if (input == null || map == null) {
                return null;
            }
            @SuppressWarnings("unchecked")
            Map<String, String> given = CollectionConverters.asJava((scala.collection.Map<String, String>) map);
            Parsed parsed = last;
            if (parsed == null || !parsed.given().equals(given)) {
                parsed = new Parsed(new HashMap<>(given), function.conversion.options(given));
                last = parsed;
            }
            return function.value(function.conversion.convert((byte[]) input, parsed.options()));
        }
    }

    private Object value(Converted converted) {
        if (!explains) {
            return converted.bytes();
        }
        return conversion == Conversion.DECODE
                ? RowFactory.create(converted.bytes(), converted.width(), converted.height(), converted.error())
                : RowFactory.create(
                        converted.bytes(),
                        converted.width(),
                        converted.height(),
                        converted.psnr(),
                        converted.ssimulacra2(),
                        converted.warnings(),
                        converted.error());
    }

    private static StructType convertedType(Conversion conversion) {
        StructType type = new StructType()
                .add(conversion.result(), DataTypes.BinaryType)
                .add("width", DataTypes.IntegerType)
                .add("height", DataTypes.IntegerType);
        if (conversion != Conversion.DECODE) {
            type = type.add("psnr", DataTypes.DoubleType)
                    .add("ssimulacra2", DataTypes.DoubleType)
                    .add("warnings", DataTypes.StringType);
        }
        return type.add("error", DataTypes.StringType);
    }

    private static StructType comparisonType() {
        return new StructType()
                .add("psnr", DataTypes.DoubleType)
                .add("ssim", DataTypes.DoubleType)
                .add("ms_ssim", DataTypes.DoubleType)
                .add("ms_ssim_chroma", DataTypes.DoubleType)
                .add("ssimulacra2", DataTypes.DoubleType)
                .add("texture", DataTypes.DoubleType);
    }

    private static Row row(Comparison comparison) {
        // In the order of comparisonType.
        return comparison == null
                ? null
                : RowFactory.create(comparison.values().values().toArray());
    }

    static String kernels() {
        return ExecutorCodec.get().codec().kernels();
    }
}
