package org.sdcodec.spark;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;
import org.sdcodec.Resolution;

class SdcFunctionsTest {

    private static final int PICTURES = 6;

    private static SparkSession spark;
    private static Codec codec;

    /** Rows of number and PNG; the last but one broken, the last null. */
    private static Dataset<Row> files;

    @BeforeAll
    static void start() throws IOException {
        spark = LocalSpark.session();
        codec = Codec.embedded();
        Row[] rows = new Row[PICTURES + 2];
        for (int i = 0; i < PICTURES; i++) {
            rows[i] = RowFactory.create(i, SmallPictures.png(i));
        }
        rows[PICTURES] = RowFactory.create(PICTURES, SmallPictures.broken(PICTURES));
        rows[PICTURES + 1] = RowFactory.create(PICTURES + 1, null);
        files = spark.createDataFrame(
                List.of(rows), new StructType().add("n", DataTypes.IntegerType).add("content", DataTypes.BinaryType));
        files.createOrReplaceTempView("files");
    }

    private static List<Row> sql(String expressions) {
        return spark.sql("select n, " + expressions + " from files order by n").collectAsList();
    }

    @Test
    void encodesAsTheLibraryDoes() {
        List<Row> rows = sql("sdc_encode(content, map('quality', 30, 'effort', 2)) as sdc");
        EncodeOptions options = EncodeOptions.builder().quality(30).effort(2).build();
        for (int i = 0; i < PICTURES; i++) {
            assertThat((byte[]) rows.get(i).getAs("sdc")).isEqualTo(codec.encode(SmallPictures.picture(i), options));
        }
        assertThat(rows.get(PICTURES).isNullAt(1)).isTrue();
        assertThat(rows.get(PICTURES + 1).isNullAt(1)).isTrue();
    }

    @Test
    void aBadPictureGivesAReason() {
        List<Row> rows = sql("sdc_try_encode(content, map('metrics', 'true')) as r");
        Row good = rows.get(0).getStruct(1);
        assertThat(good.<Integer>getAs("width"))
                .isEqualTo(SmallPictures.picture(0).width());
        assertThat(good.<Double>getAs("psnr")).isGreaterThan(20);
        assertThat(good.<String>getAs("error")).isNull();
        Row bad = rows.get(PICTURES).getStruct(1);
        assertThat(bad.<byte[]>getAs("sdc")).isNull();
        assertThat(bad.<String>getAs("error")).contains("cannot read 'picture'");
        assertThat(rows.get(PICTURES + 1).isNullAt(1)).isTrue();
    }

    @Test
    void typedFunctionsGiveWhatSqlGives() {
        Dataset<Row> typed = files.select(
                        col("n"),
                        SdcFunctions.encode(col("content"), Map.of("quality", "20"))
                                .as("sdc"))
                .withColumn("info", SdcFunctions.info(col("sdc")))
                .withColumn("again", SdcFunctions.tryReencode(col("sdc"), Map.of("quality", "5")))
                .withColumn("picture", SdcFunctions.decode(col("sdc")))
                .withColumn("same", SdcFunctions.compare(col("sdc"), col("picture")))
                .orderBy("n");
        List<Row> fromSql = sql("sdc_encode(content, map('quality', '20')) as sdc, sdc_info(sdc) as info,"
                + " sdc_try_reencode(sdc, map('quality', '5')) as again, sdc_decode(sdc) as picture,"
                + " sdc_compare(sdc, picture) as same");
        assertThat(typed.collectAsList()).usingRecursiveComparison().isEqualTo(fromSql);
        Row first = fromSql.get(0);
        byte[] sdc = first.getAs("sdc");
        assertThat(first.<Row>getAs("info").<Long>getAs("bytes")).isEqualTo(sdc.length);
        assertThat(first.<Row>getAs("info").<String>getAs("gamut")).isEqualTo("sRGB");
        assertThat(first.<Row>getAs("same").<Double>getAs("psnr")).isInfinite();
        assertThat(fromSql.get(PICTURES).<Row>getAs("info")).isNull();
    }

    @Test
    void infoNamesColorsSizesAndParts() {
        Picture picture = SmallPictures.picture(0);
        int[] levels = Arrays.stream(picture.toArray())
                .map(argb -> 0xff000000 | (argb & 0xff) * 0x010101)
                .toArray();
        Picture gray = Picture.of(picture.width(), picture.height(), levels).withGamut(Gamut.DISPLAY_P3);
        byte[] sdc = codec.encode(gray, EncodeOptions.DEFAULT.withResolution(Resolution.of(1, 2)));
        Row info = InfoColumn.row(Codec.info(sdc));
        assertThat(InfoColumn.structType().fieldNames()).hasSize(info.size());
        assertThat(field(info, "gamut")).isEqualTo("Display P3");
        assertThat(field(info, "gray")).isEqualTo(true);
        assertThat(field(info, "width")).isEqualTo(picture.width());
        assertThat(field(info, "coded_width")).isEqualTo((picture.width() + 1) / 2);
        assertThat(field(info, "metadata_bytes")).isEqualTo(0);
        assertThat(field(info, "denoising_steps")).isNull();
    }

    /** Rows that no data frame has made do not know their fields by name. */
    private static Object field(Row row, String name) {
        return row.get(InfoColumn.structType().fieldIndex(name));
    }

    @Test
    void decodesToPictureFiles() throws IOException {
        List<Row> rows = sql("sdc_decode(sdc_encode(content)) as png,"
                + " sdc_try_decode(sdc_encode(content), map('format', 'jpg', 'scale', '4')) as small,"
                + " sdc_try_decode(content) as wrong");
        Picture decoded = codec.decode(codec.encode(SmallPictures.picture(0)));
        var image = ImageIO.read(new ByteArrayInputStream(rows.get(0).getAs("png")));
        int[] rgb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        assertThat(rgb).isEqualTo(decoded.toArray());
        Row small = rows.get(0).getAs("small");
        assertThat(small.<Integer>getAs("width")).isEqualTo((decoded.width() + 3) / 4);
        assertThat(Arrays.copyOf(small.<byte[]>getAs("picture"), 2)).isEqualTo(new byte[] {(byte) 0xff, (byte) 0xd8});
        assertThat(rows.get(0).<Row>getAs("wrong").<String>getAs("error")).contains("at byte 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "sdc_encode(content, map('qualty', '1'))    | no option 'qualty' of encode",
                "sdc_encode(content, map('quality', '101')) | from 1 to 100, not '101'",
                "sdc_encode(content, map('quality', '1', 'maxSize', '9')) | only one of",
                "sdc_encode(content, map('effort', 'x'))    | 'effort' is a whole number",
                "sdc_encode(content, map('mode', 'x'))      | 'mode' is scalar or original",
                "sdc_decode(content, map('format', 'gif'))  | 'format' is the extension",
                "sdc_decode(content, map('quality', '5'))   | no option 'quality' of decode",
                "sdc_encode(n)                              | requires the \"BINARY\" type",
                "sdc_encode()                               | requires 1 or 2 parameters",
                "sdc_compare(content)                       | requires 2 parameters",
            })
    void whatIsWrongWithAQueryIsSaidBeforeItRuns(String expression, String words) {
        assertThatThrownBy(() -> spark.sql("select " + expression + " from files"))
                .isInstanceOfAny(AnalysisException.class, IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @Test
    void optionsOfAColumnAreCheckedInTheRow() {
        List<Row> rows = sql("sdc_encode(content, map('quality', 10 * (n + 1))) as sdc");
        for (int i = 0; i < PICTURES; i++) {
            assertThat((byte[]) rows.get(i).getAs("sdc"))
                    .isEqualTo(codec.encode(SmallPictures.picture(i), EncodeOptions.DEFAULT.withQuality(10 * (i + 1))));
        }
        assertThatThrownBy(() -> sql("sdc_encode(content, map('quality', 99 + n)) as sdc"))
                .rootCause()
                .hasMessageContaining("from 1 to 100, not '101'");
    }

    @Test
    void theVectorKernelsRun() {
        assertThat(sql("sdc_kernels() as k").get(0).getString(1)).startsWith("vector-");
        assertThat(spark.sql("describe function sdc_try_encode").collectAsList().toString())
                .contains("or the error");
    }
}
