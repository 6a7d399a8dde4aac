package org.sdcodec.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * What a job has to convert: rows of {@code path}, {@code length} and {@code modification_time}, which identify an
 * input, and of where its bytes are: {@code content}, or from {@code offset} on {@code size} bytes of {@code file}.
 *
 * <p>Contents of files are not part of the rows: a task reads each when it comes to it, so that rows can be compared
 * with an earlier run and dealt out evenly at no cost.
 */
final class JobInput {

    /** The columns that say which input it is. */
    static final List<String> IDENTITY = List.of("path", "length", "modification_time");

    private JobInput() {}

    /** All inputs. */
    static Dataset<Row> of(SparkSession spark, JobArguments arguments) throws IOException {
        return arguments.table() == null ? files(spark, arguments) : table(spark, arguments.table());
    }

    /**
     * Spark packs files into partitions as if each took {@code openCostInBytes} more, because it expects to read them;
     * here only their names are read, for which one partition per core is best.
     */
    private static Dataset<Row> files(SparkSession spark, JobArguments arguments) {
        SparkSession listing = spark.newSession();
        listing.conf().set("spark.sql.files.maxPartitionBytes", Long.toString(Long.MAX_VALUE / 2));
        listing.conf().set("spark.sql.files.openCostInBytes", "0");
        DataFrameReader reader = listing.read().format("binaryFile").option("recursiveFileLookup", "true");
        if (arguments.glob() != null) {
            reader = reader.option("pathGlobFilter", arguments.glob());
        }
        return located(
                reader.load(arguments.inputs().toArray(String[]::new))
                        .select(
                                col("path"),
                                col("length"),
                                col("modificationTime").as("modification_time")),
                col("path"),
                lit(0L),
                col("length"),
                lit(null));
    }

    private static Dataset<Row> table(SparkSession spark, String folder) throws IOException {
        Configuration conf = spark.sparkContext().hadoopConfiguration();
        Path data = new Path(folder, "data");
        FileSystem files = data.getFileSystem(conf);
        boolean dataset = files.exists(data);
        Dataset<Row> rows = spark.read().parquet(dataset ? data.toString() : folder);
        List<String> columns = Arrays.asList(rows.columns());
        if (!columns.containsAll(IDENTITY)) {
            throw new IllegalArgumentException(
                    "the table '" + folder + "' needs the columns " + IDENTITY + ", but has " + columns);
        }
        if (dataset && columns.contains("sdc")) {
            return located(rows.where(col("sdc").isNotNull()), lit(null), lit(0L), lit(0L), col("sdc"));
        }
        if (dataset && columns.contains("shard")) {
            Column shard = concat(lit(files.makeQualified(new Path(folder, "shards")) + "/"), col("shard"));
            return located(rows.where(col("shard").isNotNull()), shard, col("offset"), col("bytes"), lit(null));
        }
        return located(rows, col("path"), lit(0L), col("length"), lit(null));
    }

    private static Dataset<Row> located(Dataset<Row> rows, Column file, Column offset, Column size, Column content) {
        return rows.select(
                col("path"),
                col("length"),
                col("modification_time"),
                file.cast(DataTypes.StringType).as("file"),
                offset.cast(DataTypes.LongType).as("offset"),
                size.cast(DataTypes.LongType).as("size"),
                content.cast(DataTypes.BinaryType).as("content"));
    }

    /** The inputs that an earlier output has no row for. */
    static Dataset<Row> without(Dataset<Row> inputs, Dataset<Row> earlier) {
        Dataset<Row> keys = earlier.select(IDENTITY.stream().map(earlier::col).toArray(Column[]::new));
        Column same = IDENTITY.stream()
                .map(name -> inputs.col(name).equalTo(keys.col(name)))
                .reduce(Column::and)
                .orElseThrow();
        return inputs.join(keys, same, "left_anti");
    }
}
