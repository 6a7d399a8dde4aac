package org.sdcodec.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.spark.LocalSpark;
import org.sdcodec.spark.SdcExtensions;
import org.sdcodec.spark.SmallPictures;

/** A cluster of two executors of one core and 1 GiB each, in JVMs of their own. */
@Tag("spark-large")
class ClusterTest {

    private static final int PICTURES = 200;

    @Test
    void executorsDoTheWorkAndSurviveALargePicture(@TempDir Path temp) throws Exception {
        // Where Spark would find its own jars; executors get this JVM's class path instead.
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        Path pictures = temp.resolve("pictures");
        int broken = SmallPictures.write(pictures, 0, PICTURES);
        // 36 megapixels in a few kilobytes: more than half a gigabyte for all of a codec's calls allows.
        BufferedImage large = new BufferedImage(6000, 6000, BufferedImage.TYPE_BYTE_BINARY);
        ImageIO.write(large, "png", pictures.resolve("large.png").toFile());
        // A JVM has one session; this one must be of another master.
        LocalSpark.stop();
        SparkSession spark = SparkSession.builder()
                .master("local-cluster[2,1,1024]")
                .config("spark.sql.extensions", SdcExtensions.class.getName())
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "localhost")
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .getOrCreate();
        try {
            assertThat(spark.sql("select sdc_kernels()").first().getString(0)).startsWith("vector-");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PrintStream stream = new PrintStream(out, true);
            Path output = temp.resolve("output");
            int status = SdcJob.run(
                    spark,
                    stream,
                    stream,
                    "encode",
                    pictures.toString(),
                    "--output",
                    output.toString(),
                    "--per-task",
                    "25");
            assertThat(status).as(out.toString(StandardCharsets.UTF_8)).isZero();
            List<Row> rows = spark.read()
                    .parquet(output.resolve("data").toString())
                    .orderBy("path")
                    .collectAsList();
            assertThat(rows).hasSize(PICTURES + 1);
            Row refused = rows.get(0);
            assertThat(Jobs.name(refused)).isEqualTo("large.png");
            assertThat(refused.<String>getAs("error")).contains("6000x6000 pixels, more than the limit of");
            Codec codec = Codec.embedded();
            int converted = 0;
            for (Row row : rows) {
                byte[] sdc = row.getAs("sdc");
                if (sdc != null) {
                    int number = SmallPictures.number(Jobs.name(row));
                    assertThat(sdc).isEqualTo(codec.encode(SmallPictures.picture(number)));
                    converted++;
                }
            }
            assertThat(converted).isEqualTo(PICTURES - broken);
            // The first two executors are still there: a new one would have another number.
            assertThat(spark.sparkContext().statusTracker().getExecutorInfos())
                    .extracting(SparkExecutorInfo::host)
                    .hasSize(3);
            assertThat(spark.sparkContext().getExecutorIds().mkString(",")).isIn("0,1", "1,0");
        } finally {
            spark.stop();
        }
    }
}
