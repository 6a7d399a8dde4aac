package org.sdcodec.spark.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Names and life cycle of the files of a dataset; see the package. */
public final class DatasetFolder {

    private static final String PARQUET = ".parquet";
    private static final String TAR = ".tar";

    private final Path root;
    private final FileSystem files;

    /** @param path the dataset's folder, on any file system that Hadoop supports */
    public DatasetFolder(String path, Configuration conf) throws IOException {
        this.root = new Path(path);
        this.files = root.getFileSystem(conf);
    }

    /** Where the Parquet files are. */
    public Path data() {
        return new Path(root, "data");
    }

    /** Where the tar files are. */
    public Path shards() {
        return new Path(root, "shards");
    }

    /** Where the failures are. */
    public Path quarantine() {
        return new Path(root, "quarantine");
    }

    private Path success() {
        return new Path(root, "_SUCCESS");
    }

    private Path allPending() {
        return new Path(root, "_pending");
    }

    private Path pending(String run) {
        return new Path(allPending(), run);
    }

    FileSystem files() {
        return files;
    }

    /** A file that an attempt of a task writes. */
    Path pending(String run, long attempt, String name) {
        return new Path(pending(run), attempt + "-" + name);
    }

    static String dataName(String task) {
        return task + PARQUET;
    }

    static String shardName(String task, int number) {
        return task + "-" + number + TAR;
    }

    /** Whether there is any result in it. */
    public boolean hasData() throws IOException {
        return list(data()).length > 0;
    }

    /**
     * Removes what killed runs have left: pending files, and shards that no file of {@code data} names. No run may be
     * in progress.
     */
    public void recover() throws IOException {
        files.delete(allPending(), true);
        Set<String> tasks = new HashSet<>();
        for (FileStatus data : list(data())) {
            String name = data.getPath().getName();
            if (name.endsWith(PARQUET)) {
                tasks.add(name.substring(0, name.length() - PARQUET.length()));
            }
        }
        for (FileStatus shard : list(shards())) {
            String name = shard.getPath().getName();
            if (name.endsWith(TAR) && !tasks.contains(name.substring(0, name.lastIndexOf('-')))) {
                files.delete(shard.getPath(), false);
            }
        }
    }

    private FileStatus[] list(Path folder) throws IOException {
        try {
            return files.listStatus(folder);
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }

    void begin() throws IOException {
        files.delete(success(), false);
        files.mkdirs(data());
    }

    /** Moves a finished file to its place; over that of an earlier attempt of the same task whose report was lost. */
    void publish(Path finished, Path folder, String name) throws IOException {
        Path place = new Path(folder, name);
        files.mkdirs(folder);
        files.delete(place, false);
        if (!files.rename(finished, place)) {
            throw new IOException("cannot rename '" + finished + "' to '" + place + "'");
        }
    }

    void end(String run, boolean complete) throws IOException {
        files.delete(pending(run), true);
        if (list(allPending()).length == 0) {
            files.delete(allPending(), true);
        }
        if (complete) {
            files.create(success(), true).close();
        }
    }
}
