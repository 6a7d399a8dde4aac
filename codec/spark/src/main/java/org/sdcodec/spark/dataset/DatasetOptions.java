package org.sdcodec.spark.dataset;

import java.io.Serializable;
import java.util.Locale;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The options of a write.
 *
 * @param path the dataset's folder
 * @param form in which results are stored
 * @param result the column of results
 * @param extension of results in shards, without the dot
 * @param shardBytes a shard that has reached so many bytes is followed by another
 */
record DatasetOptions(String path, Form form, String result, String extension, long shardBytes)
        implements Serializable {

    private static final long DEFAULT_SHARD_BYTES = 256L << 20;

    /** In which files results are. */
    enum Form {
        /** In the rows of the Parquet files. */
        PARQUET,
        /** In tar files. */
        TAR
    }

    /** @throws IllegalArgumentException if one is missing or out of its range */
    static DatasetOptions of(CaseInsensitiveStringMap options) {
        String path = options.get("path");
        if (path == null) {
            throw new IllegalArgumentException("a dataset is written to a path; name a folder");
        }
        String form = options.getOrDefault("form", "parquet");
        if (!form.equals("parquet") && !form.equals("tar")) {
            throw new IllegalArgumentException("the form of a dataset is parquet or tar, not '" + form + "'");
        }
        long shardBytes = options.getLong("shardBytes", DEFAULT_SHARD_BYTES);
        if (shardBytes < 1) {
            throw new IllegalArgumentException("a shard has at least 1 byte, not " + shardBytes);
        }
        String result = options.getOrDefault("result", "sdc");
        return new DatasetOptions(
                path,
                Form.valueOf(form.toUpperCase(Locale.ROOT)),
                result,
                options.getOrDefault("extension", result),
                shardBytes);
    }
}
