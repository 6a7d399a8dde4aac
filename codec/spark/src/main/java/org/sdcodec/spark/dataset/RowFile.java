package org.sdcodec.spark.dataset;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/** A Parquet file of rows of simple types, as Spark reads it. */
final class RowFile implements Closeable {

    /**
     * Rows of so many bytes are kept in memory until they are written; Parquet's own 128 MiB are much for an executor's
     * tasks.
     */
    private static final long ROW_GROUP_BYTES = 32L << 20;

    private final StructType schema;
    private final SimpleGroupFactory groups;
    private final ParquetWriter<Group> writer;
    private Group group;

    RowFile(FileSystem files, Path path, StructType schema) throws IOException {
        this.schema = schema;
        MessageType type = messageType(schema);
        this.groups = new SimpleGroupFactory(type);
        this.writer = ExampleParquetWriter.builder(HadoopOutputFile.fromPath(path, files.getConf()))
                .withType(type)
                .withConf(files.getConf())
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .build();
    }

    private static MessageType messageType(StructType schema) {
        Types.MessageTypeBuilder builder = Types.buildMessage();
        for (StructField field : schema.fields()) {
            PrimitiveTypeName primitive = primitive(field);
            LogicalTypeAnnotation logical = logical(field.dataType());
            builder.addField(
                    logical == null
                            ? Types.optional(primitive).named(field.name())
                            : Types.optional(primitive).as(logical).named(field.name()));
        }
        return builder.named("spark_schema");
    }

    private static PrimitiveTypeName primitive(StructField field) {
        DataType type = field.dataType();
        if (type instanceof IntegerType) {
            return PrimitiveTypeName.INT32;
        }
        if (type instanceof LongType || type instanceof TimestampType) {
            return PrimitiveTypeName.INT64;
        }
        if (type instanceof DoubleType) {
            return PrimitiveTypeName.DOUBLE;
        }
        if (type instanceof FloatType) {
            return PrimitiveTypeName.FLOAT;
        }
        if (type instanceof BooleanType) {
            return PrimitiveTypeName.BOOLEAN;
        }
        if (type instanceof StringType || type instanceof BinaryType) {
            return PrimitiveTypeName.BINARY;
        }
        throw new IllegalArgumentException(
                "the column '" + field.name() + "' of the type " + type.sql() + " is of no type that a dataset keeps");
    }

    private static LogicalTypeAnnotation logical(DataType type) {
        if (type instanceof StringType) {
            return LogicalTypeAnnotation.stringType();
        }
        return type instanceof TimestampType ? LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS) : null;
    }

    /** Begins a row; fields that are not added are null. */
    void begin() {
        group = groups.newGroup();
    }

    /** Adds a field from a column of a row. */
    void add(int field, InternalRow row, int column) {
        if (row.isNullAt(column)) {
            return;
        }
        DataType type = schema.fields()[field].dataType();
        if (type instanceof IntegerType) {
            group.add(field, row.getInt(column));
        } else if (type instanceof LongType || type instanceof TimestampType) {
            group.add(field, row.getLong(column));
        } else if (type instanceof DoubleType) {
            group.add(field, row.getDouble(column));
        } else if (type instanceof FloatType) {
            group.add(field, row.getFloat(column));
        } else if (type instanceof BooleanType) {
            group.add(field, row.getBoolean(column));
        } else if (type instanceof StringType) {
            group.add(
                    field,
                    Binary.fromConstantByteArray(row.getUTF8String(column).getBytes()));
        } else {
            group.add(field, Binary.fromConstantByteArray(row.getBinary(column)));
        }
    }

    /** Adds a text. */
    void add(int field, String value) {
        group.add(field, value);
    }

    /** Adds a number. */
    void add(int field, long value) {
        group.add(field, value);
    }

    /** Ends a row. */
    void end() throws IOException {
        writer.write(group);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
