package org.sdcodec.spark.dataset;

import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The data source {@value #NAME}, to append to a dataset: {@code
 * rows.write().format("sdcodec").mode("append").save(folder)}. Rows need a string {@code path} and a binary column of
 * results, null where there is none; all columns of simple types are kept. Options: {@code form} (parquet or tar),
 * {@code result} (the column, {@code sdc} by default), {@code extension}, {@code shardBytes} (256 MiB by default).
 * Datasets are read as Parquet, from their folder {@code data}.
 */
public final class DatasetSource implements TableProvider, DataSourceRegister {

    /** The short name. */
    public static final String NAME = "sdcodec";

    /** Called by Spark. */
    public DatasetSource() {}

    @Override
    public String shortName() {
        return NAME;
    }

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return new StructType();
    }

    @Override
    public boolean supportsExternalMetadata() {
        return true;
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        return new Sink();
    }

    private static final class Sink implements SupportsWrite {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        @SuppressWarnings("deprecation")
        public StructType schema() {
            return new StructType();
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.BATCH_WRITE, TableCapability.ACCEPT_ANY_SCHEMA);
        }

        @Override
        public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
            DatasetOptions options = DatasetOptions.of(info.options());
            requireColumn(info.schema(), "path", StringType.class);
            requireColumn(info.schema(), options.result(), BinaryType.class);
            return new WriteBuilder() {
                @Override
                public Write build() {
                    return new Write() {
                        @Override
                        public BatchWrite toBatch() {
                            return new DatasetWrite(options, info.schema(), info.queryId());
                        }
                    };
                }
            };
        }

        private static void requireColumn(StructType schema, String name, Class<?> type) {
            if (!schema.getFieldIndex(name).isDefined()
                    || !type.isInstance(schema.apply(name).dataType())) {
                throw new IllegalArgumentException("a dataset needs the column '" + name + "' of the type "
                        + type.getSimpleName() + "; the rows have " + schema.simpleString());
            }
        }
    }
}
