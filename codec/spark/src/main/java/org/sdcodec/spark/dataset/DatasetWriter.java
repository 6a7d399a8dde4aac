package org.sdcodec.spark.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * One attempt of a task: a Parquet file of rows, and in the form tar the shards of their results. No files without
 * rows.
 */
final class DatasetWriter implements DataWriter<InternalRow> {

    private final DatasetFolder folder;
    private final DatasetOptions options;
    private final StructType schema;
    private final String run;
    private final String task;
    private final long attempt;
    private final WriterCommitMessage published;
    private final int resultColumn;
    /** Names of the shards, in the order of their numbers. */
    private final List<String> shards = new ArrayList<>();

    private RowFile rows;
    private Shard shard;
    private long count;

    DatasetWriter(
            DatasetFolder folder,
            DatasetOptions options,
            StructType schema,
            String run,
            int partition,
            long attempt,
            WriterCommitMessage published) {
        this.folder = folder;
        this.options = options;
        this.schema = schema;
        this.run = run;
        this.task = String.format(Locale.ROOT, "%s-%06d", run, partition);
        this.attempt = attempt;
        this.published = published;
        this.resultColumn = schema.fieldIndex(options.result());
    }

    @Override
    public void write(InternalRow row) throws IOException {
        boolean tar = options.form() == DatasetOptions.Form.TAR;
        if (rows == null) {
            rows = new RowFile(folder.files(), pending(DatasetFolder.dataName(task)), tar ? indexSchema() : schema);
        }
        if (tar) {
            writeToShard(row);
        } else {
            rows.begin();
            for (int i = 0; i < schema.length(); i++) {
                rows.add(i, row, i);
            }
            rows.end();
        }
        count++;
    }

    private void writeToShard(InternalRow row) throws IOException {
        rows.begin();
        int column = 0;
        for (int i = 0; i < schema.length(); i++) {
            if (i != resultColumn) {
                rows.add(column++, row, i);
            }
        }
        if (!row.isNullAt(resultColumn)) {
            if (shard == null || shard.size() >= options.shardBytes()) {
                nextShard();
            }
            String key = String.format(Locale.ROOT, "%s-%09d", task, count);
            long offset = shard.add(key, options.extension(), row.getBinary(resultColumn));
            shard.add(key, "json", RowJson.of(row, schema));
            rows.add(column, shards.get(shards.size() - 1));
            rows.add(column + 1, offset);
        }
        rows.end();
    }

    private StructType indexSchema() {
        StructType index = new StructType();
        for (StructField field : schema.fields()) {
            index = field.name().equals(options.result()) ? index : index.add(field);
        }
        return index.add("shard", DataTypes.StringType).add("offset", DataTypes.LongType);
    }

    private void nextShard() throws IOException {
        if (shard != null) {
            shard.close();
        }
        String name = DatasetFolder.shardName(task, shards.size());
        shards.add(name);
        shard = new Shard(folder.files().create(pending(name), true));
    }

    private Path pending(String name) {
        return folder.pending(run, attempt, name);
    }

    @Override
    public WriterCommitMessage commit() throws IOException {
        close();
        for (String name : shards) {
            folder.publish(pending(name), folder.shards(), name);
        }
        if (count > 0) {
            String name = DatasetFolder.dataName(task);
            folder.publish(pending(name), folder.data(), name);
        }
        return published;
    }

    @Override
    public void abort() throws IOException {
        close();
        for (String name : shards) {
            folder.files().delete(pending(name), false);
        }
        folder.files().delete(pending(DatasetFolder.dataName(task)), false);
    }

    @Override
    public void close() throws IOException {
        try (Shard lastShard = shard;
                RowFile lastRows = rows) {
            shard = null;
            rows = null;
        }
    }
}
