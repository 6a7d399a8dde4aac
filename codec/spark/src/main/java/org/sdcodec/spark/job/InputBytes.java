package org.sdcodec.spark.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.sdcodec.spark.work.Master;

/** Reads the bytes of one input, within the memory of an executor. */
final class InputBytes {

    /** A file may take this part of the heap. */
    private static final int HEAP_PART = 8;

    private InputBytes() {}

    /** An input that cannot be read; the message is a sentence. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The bytes of a part of a file.
     *
     * @throws UnreadableException if the file is missing, not permitted or too large, or if this is the task's last
     *     attempt
     * @throws IOException otherwise, so that Spark tries the task again
     */
    static byte[] read(Configuration conf, String file, long offset, long size)
            throws IOException, UnreadableException {
        long limit = Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / HEAP_PART);
        if (size > limit) {
            throw new UnreadableException(
                    "it has " + size + " bytes, more than the limit of " + limit
                            + ", an eighth of the executor's heap; give executors more memory",
                    null);
        }
        Path path = new Path(file);
        byte[] bytes = new byte[(int) size];
        try (FSDataInputStream in = path.getFileSystem(conf).open(path)) {
            in.seek(offset);
            in.readFully(bytes);
            return bytes;
        } catch (FileNotFoundException e) {
            throw new UnreadableException("the file is no longer there", e);
        } catch (AccessControlException e) {
            throw new UnreadableException("no permission to read the file", e);
        } catch (IOException e) {
            if (lastAttempt()) {
                throw new UnreadableException("the file cannot be read (" + e + ")", e);
            }
            throw e;
        }
    }

    private static boolean lastAttempt() {
        TaskContext task = TaskContext.get();
        SparkEnv env = SparkEnv.get();
        if (task == null || env == null) {
            return true;
        }
        return task.attemptNumber() + 1 >= Master.attempts(env.conf());
    }
}
