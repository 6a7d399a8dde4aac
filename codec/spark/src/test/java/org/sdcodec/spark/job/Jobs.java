package org.sdcodec.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.sdcodec.spark.LocalSpark;

/** Runs jobs in the tests' session and in JVMs of their own. */
final class Jobs {

    /** Exit status and what was printed. */
    record Result(int status, String out, String err) {}

    private Jobs() {}

    static Result run(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] words = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        int status = SdcJob.run(LocalSpark.session(), new PrintStream(out, true), new PrintStream(err, true), words);
        return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Rows of a dataset, in the order of their paths. */
    static List<Row> rows(Path dataset) {
        Dataset<Row> data =
                LocalSpark.session().read().parquet(dataset.resolve("data").toString());
        return data.orderBy("path").collectAsList();
    }

    /** How many rows a table has. */
    static long count(Path table) {
        return LocalSpark.session().read().parquet(table.toString()).count();
    }

    /**
     * Resumes an encode to tar that has come to an end for some of the pictures, and checks that the output has each
     * once, as if it had not been interrupted.
     *
     * @param pictures the folder of all
     * @param all how many there are
     * @param before how many the output has
     * @param broken how many of all cannot be converted
     */
    static void assertResumed(Path pictures, Path output, int all, int before, int broken) throws IOException {
        assertThat(run("encode", pictures, "--output", output).err()).contains("has results already", "--resume");
        Result resumed = run("encode", pictures, "--output", output, "--form", "tar", "--resume");
        assertThat(resumed.err()).isEmpty();
        assertThat(resumed.out())
                .contains((all - before) + " files", (all - broken) + " converted, " + broken + " failed");
        List<Row> rows = rows(output);
        assertThat(rows.stream().map(Jobs::name).distinct()).hasSize(all);
        assertThat(rows).hasSize(all);
        assertThat(names(output)).contains("_SUCCESS").doesNotContain("_pending");
        Set<String> named = new HashSet<>();
        rows.forEach(row -> named.add(row.getAs("shard")));
        named.remove(null);
        assertThat(named).containsExactlyInAnyOrderElementsOf(names(output.resolve("shards")));

        assertThat(run("encode", pictures, "--output", output, "--form", "tar", "--resume")
                        .out())
                .contains("0 files");
    }

    /** Starts a class in a JVM with this one's flags and class path; what it prints goes to a file. */
    static Process start(List<String> flags, Path log, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(flags);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
    }

    /** The names in a folder, without checksums of Hadoop's; empty if there is none. */
    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".crc"))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** The file name in a path of Hadoop's. */
    static String name(Row row) {
        String path = row.getAs("path");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
