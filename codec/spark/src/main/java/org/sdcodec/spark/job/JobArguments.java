package org.sdcodec.spark.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sdcodec.spark.work.Conversion;
import org.sdcodec.spark.work.ConversionOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What stands behind the jar's name in a call of {@code spark-submit}. */
@Command(
        name = "SdcJob",
        description = "Converts files to a dataset: encode, reencode, decode or thumbnail (decode to a quarter of"
                + " each side, as JPEG).",
        mixinStandardHelpOptions = true,
        separator = " ")
final class JobArguments {

    /** What a thumbnail is unless options say otherwise. */
    private static final Map<String, String> THUMBNAIL = Map.of("format", "jpg", "jpegQuality", "85", "scale", "4");

    private static final int MAX_PER_TASK = 1_000_000;

    @Parameters(index = "0", paramLabel = "WHAT", description = "encode, reencode, decode or thumbnail.")
    private String what;

    @Parameters(
            index = "1..*",
            paramLabel = "IN",
            description = "Files, folders with all that is in them, or patterns of them (quoted), on any file system"
                    + " of Hadoop's.")
    private List<String> inputs = List.of();

    @Option(
            names = "--table",
            paramLabel = "FOLDER",
            description =
                    "Instead of IN: an earlier output, or Parquet with the columns path, length and modification_time,"
                            + " such as a quarantine or an inventory of an object store.")
    private String table;

    @Option(names = "--glob", paramLabel = "PATTERN", description = "Take only files with such a name, e.g. '*.jpg'.")
    private String glob;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FOLDER",
            description = "The dataset; made if it does not exist.")
    private String output;

    @Option(
            names = "--form",
            paramLabel = "FORM",
            defaultValue = "parquet",
            description = "parquet: results in a column; tar: in shards for WebDataset, with an index in Parquet."
                    + " Default: parquet.")
    private String form;

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description = "How to convert, e.g. --option quality=40; several times. docs/spark.md lists all.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(names = "--resume", description = "Leave out what the output has, by path, length and modification time.")
    private boolean resume;

    @Option(
            names = "--per-task",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many files a task converts; what is lost if it is killed. Default: 1000.")
    private int perTask;

    @Option(
            names = "--shard-bytes",
            paramLabel = "N",
            defaultValue = "268435456",
            description = "A shard that has reached so many bytes is followed by another. Default: 256 MiB.")
    private long shardBytes;

    private ConversionOptions checked;

    /**
     * Reads and checks arguments.
     *
     * @throws CommandLine.ParameterException if they are wrong; the message is a sentence
     */
    static JobArguments parse(CommandLine line, JobArguments into, String... words) {
        line.parseArgs(words);
        if (!line.isUsageHelpRequested() && !line.isVersionHelpRequested()) {
            into.check(line);
        }
        return into;
    }

    private void check(CommandLine line) {
        require(
                line,
                List.of("encode", "reencode", "decode", "thumbnail").contains(what),
                "the job is encode, reencode, decode or thumbnail, not '" + what + "'");
        require(line, inputs.isEmpty() != (table == null), "name either input files or a --table");
        require(line, table == null || glob == null, "--glob is for input files, not for a --table");
        require(line, form.equals("parquet") || form.equals("tar"), "--form is parquet or tar, not '" + form + "'");
        require(
                line,
                perTask >= 1 && perTask <= MAX_PER_TASK,
                "--per-task is 1 to " + MAX_PER_TASK + ", not " + perTask);
        require(line, shardBytes >= 1, "--shard-bytes is 1 or more, not " + shardBytes);
        Map<String, String> all = new LinkedHashMap<>(options);
        if (what.equals("thumbnail")) {
            THUMBNAIL.forEach((name, value) -> {
                if (!name.equals("scale") || !Boolean.parseBoolean(options.get("preview"))) {
                    all.putIfAbsent(name, value);
                }
            });
        }
        try {
            checked = conversion().options(all);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(line, "--option: " + e.getMessage(), e);
        }
    }

    private static void require(CommandLine line, boolean fine, String otherwise) {
        if (!fine) {
            throw new CommandLine.ParameterException(line, otherwise);
        }
    }

    Conversion conversion() {
        return what.equals("thumbnail") ? Conversion.DECODE : Conversion.named(what);
    }

    ConversionOptions options() {
        return checked;
    }

    List<String> inputs() {
        return inputs;
    }

    /** Null if there are input files. */
    String table() {
        return table;
    }

    /** Null for all files. */
    String glob() {
        return glob;
    }

    String output() {
        return output;
    }

    String form() {
        return form.toLowerCase(Locale.ROOT);
    }

    boolean resume() {
        return resume;
    }

    int perTask() {
        return perTask;
    }

    long shardBytes() {
        return shardBytes;
    }
}
