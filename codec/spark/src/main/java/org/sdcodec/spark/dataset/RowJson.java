package org.sdcodec.spark.dataset;

import java.io.ByteArrayOutputStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A row as a JSON object, the description of a sample in a shard. */
final class RowJson {

    private static final JsonFactory JSON = new JsonFactory();

    private RowJson() {}

    /**
     * UTF-8: the columns that are not null and not binary; times in microseconds since 1970, what is not finite as
     * text.
     */
    static byte[] of(InternalRow row, StructType schema) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            for (int i = 0; i < schema.length(); i++) {
                DataType type = schema.fields()[i].dataType();
                if (!row.isNullAt(i) && !(type instanceof BinaryType)) {
                    json.writeName(schema.fields()[i].name());
                    write(json, row, i, type);
                }
            }
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, InternalRow row, int column, DataType type) {
        if (type instanceof StringType) {
            json.writeString(row.getUTF8String(column).toString());
        } else if (type instanceof IntegerType) {
            json.writeNumber(row.getInt(column));
        } else if (type instanceof DoubleType) {
            json.writeNumber(row.getDouble(column));
        } else if (type instanceof FloatType) {
            json.writeNumber(row.getFloat(column));
        } else if (type instanceof BooleanType) {
            json.writeBoolean(row.getBoolean(column));
        } else {
            json.writeNumber(row.getLong(column));
        }
    }
}
