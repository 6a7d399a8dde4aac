/**
 * A folder of results that tasks write so that nothing in it is ever half written:
 *
 * <pre>
 * data/RUN-PARTITION.parquet       one row for each input; with the result, or with the place of the result in a shard
 * shards/RUN-PARTITION-N.tar       in the form tar: results and descriptions, as WebDataset reads them
 * quarantine/                      Parquet: the inputs that failed, and why
 * _pending/RUN/                    what tasks are writing; removed when the run ends, or by the next run
 * _SUCCESS                         there if the last run came to its end
 * </pre>
 *
 * <p>A task writes to {@code _pending} and, when Spark allows it to commit, renames its shards and then its file of
 * {@code data}, which makes them part of the dataset. Shards without such a file are those of a task that was killed in
 * between; the next run deletes them.
 */
package org.sdcodec.spark.dataset;
