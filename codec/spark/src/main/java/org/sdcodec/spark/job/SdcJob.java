package org.sdcodec.spark.job;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.sdcodec.spark.dataset.DatasetFolder;
import org.sdcodec.spark.dataset.DatasetSource;
import picocli.CommandLine;

/**
 * Main class for {@code spark-submit}: converts folders of files to a dataset ({@link org.sdcodec.spark.dataset}), and
 * prints a summary. A file that cannot be converted is a row with an error, and in the table {@code quarantine}; it
 * never fails the job.
 */
public final class SdcJob {

    private static final int FAILURE = 1;
    private static final int USAGE = 2;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PERCENT = 100;

    private final SparkSession spark;
    private final JobArguments arguments;
    private final DatasetFolder folder;
    private final PrintStream out;

    private SdcJob(SparkSession spark, JobArguments arguments, PrintStream out) throws IOException {
        this.spark = spark;
        this.arguments = arguments;
        this.folder = new DatasetFolder(arguments.output(), spark.sparkContext().hadoopConfiguration());
        this.out = out;
    }

    /**
     * Runs a job and ends the JVM: with status 0 if it came to its end, 1 if it failed, 2 if the arguments are wrong.
     */
    public static void main(String[] args) {
        SparkSession[] spark = new SparkSession[1];
        int status = run(
                () -> spark[0] = SparkSession.builder().appName("sdcodec").getOrCreate(), System.out, System.err, args);
        if (spark[0] != null) {
            spark[0].stop();
        }
        if (status != 0) {
            System.exit(status);
        }
    }

    /**
     * Runs a job in a session.
     *
     * @return the exit status, as in {@link #main}
     */
    public static int run(SparkSession spark, PrintStream out, PrintStream err, String... args) {
        return run(() -> spark, out, err, args);
    }

    /** Arguments are checked before a session is started. */
    private static int run(Supplier<SparkSession> session, PrintStream out, PrintStream err, String... args) {
        JobArguments into = new JobArguments();
        CommandLine line = new CommandLine(into);
        try {
            JobArguments arguments = JobArguments.parse(line, into, args);
            if (line.isUsageHelpRequested()) {
                line.usage(out);
                return 0;
            }
            new SdcJob(session.get(), arguments, out).run();
            return 0;
        } catch (CommandLine.ParameterException e) {
            err.println("sdcodec: " + e.getMessage());
            return USAGE;
        } catch (Exception e) {
            // Spark throws checked exceptions that it does not declare.
            err.println("sdcodec: the job failed: " + firstLine(e));
            return FAILURE;
        }
    }

    private static String firstLine(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return message.lines().findFirst().orElse(message);
    }

    private void run() throws IOException {
        long start = System.nanoTime();
        boolean earlier = folder.hasData();
        if (earlier && !arguments.resume()) {
            throw new IllegalStateException("'" + arguments.output()
                    + "' has results already; choose another output, or go on there with --resume");
        }
        folder.recover();
        Dataset<Row> inputs = JobInput.of(spark, arguments);
        if (earlier) {
            inputs = JobInput.without(inputs, data());
        }
        long found = inputs.count();
        if (found > 0) {
            write(inputs, found);
        }
        Summary summary = Summary.of(folder.hasData() ? data() : null);
        if (summary.failed() > 0) {
            data().where(col("error").isNotNull())
                    .select("path", "length", "modification_time", "error")
                    .write()
                    .mode(SaveMode.Overwrite)
                    .parquet(folder.quarantine().toString());
        }
        print(summary, found, (System.nanoTime() - start) / NANOS_PER_SECOND);
    }

    private void write(Dataset<Row> inputs, long found) {
        int parallel = spark.sparkContext().defaultParallelism();
        long tasks = Math.max((found + arguments.perTask() - 1) / arguments.perTask(), Math.min(found, parallel));
        ConvertRow convert = new ConvertRow(
                arguments.conversion(),
                arguments.options(),
                new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
        inputs.repartition((int) Math.min(Integer.MAX_VALUE, tasks))
                .map(convert, Encoders.row(ConvertRow.schema(arguments.conversion())))
                .write()
                .format(DatasetSource.class.getName())
                .option("form", arguments.form())
                .option("result", arguments.conversion().result())
                .option("extension", arguments.options().extension())
                .option("shardBytes", arguments.shardBytes())
                .mode(SaveMode.Append)
                .save(arguments.output());
    }

    private Dataset<Row> data() {
        return spark.read().parquet(folder.data().toString());
    }

    /**
     * Of all rows of a dataset: how many there are, how many have an error, and bytes of the others before and after.
     */
    private record Summary(long all, long failed, long before, long after) {
        static Summary of(Dataset<Row> data) {
            if (data == null) {
                return new Summary(0, 0, 0, 0);
            }
            Row row = data.agg(
                            count(lit(1)),
                            count(col("error")),
                            coalesce(sum(when(col("error").isNull(), col("length"))), lit(0L)),
                            coalesce(sum(col("bytes")), lit(0L)))
                    .first();
            return new Summary(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }

    private void print(Summary summary, long found, double seconds) {
        out.printf(
                Locale.ROOT,
                "sdcodec: %,d files in %.1f s, %,d in all in '%s': %,d converted, %,d failed%s%n",
                found,
                seconds,
                summary.all(),
                arguments.output(),
                summary.all() - summary.failed(),
                summary.failed(),
                summary.failed() > 0 ? " (see " + folder.quarantine() + ")" : "");
        if (summary.before() > 0) {
            out.printf(
                    Locale.ROOT,
                    "sdcodec: %,d bytes became %,d (%.2f %%)%n",
                    summary.before(),
                    summary.after(),
                    PERCENT * summary.after() / summary.before());
        }
    }
}
