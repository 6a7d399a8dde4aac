package org.sdcodec.benchmarks.rd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsWhatItWrote() throws IOException {
        List<RatePoint> points = List.of(
                new RatePoint(
                        "a/b",
                        "0123",
                        512,
                        512,
                        "JPEG",
                        "cjpeg 2.1.5",
                        12,
                        4096,
                        Map.of(Metric.PSNR, 30.25, Metric.MS_SSIM, 0.96875, Metric.SSIMULACRA2, -12.5)),
                new RatePoint(
                        "odd \"name\", with commas",
                        "4567",
                        300,
                        200,
                        "JPEG XL",
                        "cjxl",
                        2.4,
                        7500,
                        Map.of(Metric.PSNR, Double.POSITIVE_INFINITY, Metric.MS_SSIM, 1.0, Metric.BUTTERAUGLI, 1.5)));
        Path file = folder.resolve("rd.csv");

        PointFile.write(file, points);
        PointFile.write(file, points);

        assertThat(PointFile.read(file)).isEqualTo(points);
    }

    @Test
    void metricsThatAFileLacksWereNotMeasured() throws IOException {
        Path file = folder.resolve("rd.csv");
        Files.writeString(file, """
                picture,pixels,width,height,codec,encoder,setting,bytes,bpp,psnr,ms_ssim,butteraugli
                p,0123,512,512,JPEG,cjpeg,12,4096,0.125,30.25,0.96875,
                """);
        assertThat(PointFile.read(file))
                .containsExactly(new RatePoint(
                        "p",
                        "0123",
                        512,
                        512,
                        "JPEG",
                        "cjpeg",
                        12,
                        4096,
                        Map.of(Metric.PSNR, 30.25, Metric.MS_SSIM, 0.96875)));
        Files.writeString(file, Files.readString(file).replace(",butteraugli", ",taste"));
        assertThatThrownBy(() -> PointFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its first line is not");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        Path file = folder.resolve("rd.csv");
        assertThatThrownBy(() -> PointFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such file");

        Files.writeString(file, "name,size\na,1\n");
        assertThatThrownBy(() -> PointFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its first line is not 'picture,pixels,");

        PointFile.write(file, List.of(Points.of("c", "p", 1000, 30)));
        String good = Files.readString(file);
        Files.writeString(
                file, good + good.lines().skip(1).findFirst().orElseThrow().replace("1000", "many") + "\n");
        assertThatThrownBy(() -> PointFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("near line 3");

        Files.writeString(file, good + "c,p\n");
        assertThatThrownBy(() -> PointFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2 columns where 15 were expected");
    }
}
