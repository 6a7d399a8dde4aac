package org.sdcodec.spark;

import org.apache.spark.sql.SparkSession;

/** The session that all tests of a JVM share, because one takes seconds to start. */
public final class LocalSpark {

    private static SparkSession session;

    private LocalSpark() {}

    /** A session in this JVM, on two threads, with the extension. */
    public static synchronized SparkSession session() {
        if (session == null) {
            session = SparkSession.builder()
                    .master("local[2]")
                    .config("spark.sql.extensions", SdcExtensions.class.getName())
                    .config("spark.ui.enabled", "false")
                    .config("spark.sql.shuffle.partitions", "1")
                    .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/sdcodec-warehouse")
                    .config("spark.driver.host", "localhost")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .getOrCreate();
        }
        return session;
    }

    /**
     * Ends the session, if there is one, for a test that needs another; the next call of {@link #session} starts one
     * again.
     */
    public static synchronized void stop() {
        if (session != null) {
            session.stop();
            session = null;
        }
    }
}
