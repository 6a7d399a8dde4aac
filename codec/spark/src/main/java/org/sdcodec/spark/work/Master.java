package org.sdcodec.spark.work;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** What the name of the master says about tasks. */
public final class Master {

    /** {@code local}, {@code local[THREADS]} or {@code local[THREADS,ATTEMPTS]}, as {@code SparkContext} reads it. */
    private static final Pattern LOCAL = Pattern.compile("local(?:\\[[^,\\]]+(?:,\\s*(\\d{1,9}))?\\s*\\])?");

    private static final int DEFAULT_ATTEMPTS = 4;

    private Master() {}

    /** Whether tasks run in the driver. */
    public static boolean isLocal(SparkConf conf) {
        return local(conf).matches();
    }

    /** How often a task is tried: in local mode once, unless the master's name says otherwise. */
    public static int attempts(SparkConf conf) {
        Matcher local = local(conf);
        if (local.matches()) {
            return local.group(1) == null ? 1 : Integer.parseInt(local.group(1));
        }
        return conf.getInt("spark.task.maxFailures", DEFAULT_ATTEMPTS);
    }

    private static Matcher local(SparkConf conf) {
        return LOCAL.matcher(conf.get("spark.master", ""));
    }
}
