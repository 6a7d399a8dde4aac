package org.sdcodec.spark.work;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Preview;
import org.sdcodec.engine.Workers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one codec of an executor's JVM, which all of its tasks share. It is made when a task first needs it and lasts as
 * long as the JVM. Thread-safe.
 *
 * <p>Settings of the Spark application:
 *
 * <ul>
 *   <li>{@value #MODEL}: a model in place of the embedded one: a path that exists on every machine, or the name of a
 *   file or an unpacked
 *       archive that was given to Spark for distribution ({@code spark.files}, {@code spark.archives})
 *   <li>{@value #MEMORY_FRACTION}: which part of the heap all calls of the codec may take at once; 0.5 by default,
 *   because Spark keeps
 *       rows, shuffled data and cached tables in the same heap
 * </ul>
 *
 * <p>As many threads as {@code spark.task.cpus} compute.
 */
public final class ExecutorCodec {

    /** Setting of the Spark application: which model. */
    public static final String MODEL = "spark.sdcodec.model";

    /** Setting of the Spark application: which part of the heap the codec may take. */
    public static final String MEMORY_FRACTION = "spark.sdcodec.memoryFraction";

    private static final double DEFAULT_FRACTION = 0.5;

    /** What reading a picture file takes at most: its samples, a copy in the file's own color space, and 8-bit sRGB. */
    private static final int READER_BYTES_PER_PIXEL = 16;

    private static final Logger LOG = LoggerFactory.getLogger(ExecutorCodec.class);

    private static ExecutorCodec instance;

    private final Codec codec;
    private final Workers workers;
    private final Path model;
    private final long maxPixels;
    private Preview preview;

    private ExecutorCodec(SparkConf conf) {
        int threads = conf.getInt("spark.task.cpus", 1);
        long budget = budget(conf);
        model = conf.contains(MODEL) ? modelPath(conf.get(MODEL)) : null;
        Codec.Builder builder = Codec.builder().threads(threads).memoryBudget(budget);
        codec = (model == null ? builder : builder.model(model)).build();
        workers = new Workers(Math.min(threads, Runtime.getRuntime().availableProcessors()));
        int tasks = Math.max(1, conf.getInt("spark.executor.cores", localCores(conf)) / threads);
        maxPixels = Math.max(1, Math.min(DecodeOptions.DEFAULT_MAX_PIXELS, budget / tasks / READER_BYTES_PER_PIXEL));
        LOG.info(
                "sdcodec: model {}, kernels {}, {} threads, {} MiB for all calls, pictures of up to {} pixels",
                codec.model().name(),
                codec.kernels(),
                threads,
                budget >> 20,
                maxPixels);
        if (codec.kernels().equals("scalar")) {
            LOG.warn("sdcodec computes without the Vector API, which takes about three times as long; start this"
                    + " JVM with"
                    + " --add-modules=jdk.incubator.vector");
        }
    }

    /**
     * The codec of this JVM.
     *
     * @throws org.sdcodec.ModelException if the model cannot be used
     * @throws IllegalArgumentException if a setting is out of its range
     */
    public static synchronized ExecutorCodec get() {
        if (instance == null) {
            SparkEnv env = SparkEnv.get();
            instance = new ExecutorCodec(env == null ? new SparkConf() : env.conf());
        }
        return instance;
    }

    private static long budget(SparkConf conf) {
        double fraction = conf.getDouble(MEMORY_FRACTION, DEFAULT_FRACTION);
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException(MEMORY_FRACTION + " is above 0 and at most 1, not " + fraction);
        }
        return (long) (Runtime.getRuntime().maxMemory() * fraction);
    }

    /** In local mode, tasks run in the driver, as many as it was told to. */
    private static int localCores(SparkConf conf) {
        return Master.isLocal(conf) ? Runtime.getRuntime().availableProcessors() : 1;
    }

    private static Path modelPath(String name) {
        Path path = Path.of(name);
        return Files.exists(path) ? path : Path.of(SparkFiles.get(name));
    }

    /** The codec itself. */
    public Codec codec() {
        return codec;
    }

    /** Threads for metrics. */
    Workers workers() {
        return workers;
    }

    /** A picture file of more pixels is refused, so that tasks that read at the same time do not exhaust the heap. */
    long maxPixels() {
        return maxPixels;
    }

    /** Small pictures without neural inference, for the codec's model. */
    synchronized Preview preview() {
        if (preview == null) {
            preview = model == null ? Preview.embedded() : Preview.open(model);
        }
        return preview;
    }
}
