package org.sdcodec.spark.dataset;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * One run: the driver's side. Each task publishes its own results, so that a run that is killed keeps those of the
 * tasks that had ended; Spark's commit coordinator lets one attempt of each task do so.
 */
final class DatasetWrite implements BatchWrite {

    /** Of a query's name, which is a random UUID: enough to tell runs of a dataset apart. */
    private static final int RUN_DIGITS = 12;

    private final DatasetOptions options;
    private final StructType schema;
    private final String run;
    private final SerializableConfiguration conf;

    DatasetWrite(DatasetOptions options, StructType schema, String query) {
        this.options = options;
        this.schema = schema;
        this.run = query.replace("-", "").substring(0, RUN_DIGITS);
        this.conf = new SerializableConfiguration(
                SparkSession.active().sparkContext().hadoopConfiguration());
    }

    /** Everything is in the files that a task has published; the driver has nothing to add. */
    private record Published() implements WriterCommitMessage {}

    private record Factory(DatasetOptions options, StructType schema, String run, SerializableConfiguration conf)
            implements DataWriterFactory, Serializable {
        @Override
        public DataWriter<InternalRow> createWriter(int partition, long attempt) {
            try {
                DatasetFolder folder = new DatasetFolder(options.path(), conf.value());
                return new DatasetWriter(folder, options, schema, run, partition, attempt, new Published());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
        try {
            folder().begin();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Factory(options, schema, run, conf);
    }

    @Override
    public void commit(WriterCommitMessage[] messages) {
        end(true);
    }

    @Override
    public void abort(WriterCommitMessage[] messages) {
        end(false);
    }

    private void end(boolean complete) {
        try {
            folder().end(run, complete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DatasetFolder folder() throws IOException {
        return new DatasetFolder(options.path(), conf.value());
    }
}
