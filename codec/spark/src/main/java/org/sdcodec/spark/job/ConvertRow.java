package org.sdcodec.spark.job;

import java.io.IOException;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.sdcodec.spark.work.Conversion;
import org.sdcodec.spark.work.ConversionOptions;
import org.sdcodec.spark.work.Converted;

/**
 * One input to one row of the result, exactly once: Spark may compute an expression of SQL twice, to filter by it for
 * example, but not this.
 */
record ConvertRow(Conversion conversion, ConversionOptions options, SerializableConfiguration conf)
        implements MapFunction<Row, Row> {

    /** The columns of results. */
    static StructType schema(Conversion conversion) {
        return new StructType()
                .add("path", DataTypes.StringType)
                .add("length", DataTypes.LongType)
                .add("modification_time", DataTypes.TimestampType)
                .add("width", DataTypes.IntegerType)
                .add("height", DataTypes.IntegerType)
                .add("bytes", DataTypes.LongType)
                .add("psnr", DataTypes.DoubleType)
                .add("ssimulacra2", DataTypes.DoubleType)
                .add("warnings", DataTypes.StringType)
                .add("error", DataTypes.StringType)
                .add(conversion.result(), DataTypes.BinaryType);
    }

    @Override
    public Row call(Row input) throws IOException {
        Converted converted = converted(input);
        byte[] bytes = converted.bytes();
        return RowFactory.create(
                input.getAs("path"),
                input.getAs("length"),
                input.getAs("modification_time"),
                converted.width(),
                converted.height(),
                bytes == null ? null : (Long) (long) bytes.length,
                converted.psnr(),
                converted.ssimulacra2(),
                converted.warnings(),
                converted.error(),
                bytes);
    }

    private Converted converted(Row input) throws IOException {
        byte[] content = input.getAs("content");
        if (content == null) {
            try {
                content = InputBytes.read(
                        conf.value(), input.getAs("file"), input.<Long>getAs("offset"), input.<Long>getAs("size"));
            } catch (InputBytes.UnreadableException e) {
                return Converted.failed(e.getMessage());
            }
        }
        return conversion.convert(content, options);
    }
}
