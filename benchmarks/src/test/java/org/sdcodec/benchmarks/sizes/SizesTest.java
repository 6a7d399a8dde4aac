package org.sdcodec.benchmarks.sizes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sdcodec.Picture;
import org.sdcodec.cli.peer.CodecException;

class SizesTest {
    @Test
    void aMontageRepeatsItsTilesRowByRow() {
        Picture red = Picture.opaque(3, 2, new int[] {1, 2, 3, 4, 5, 6});
        Picture wide = Picture.opaque(5, 2, new int[] {11, 12, 13, 14, 15, 16, 17, 18, 19, 20});
        Picture montage = SizesCommand.montage(List.of(red, wide), 48);
        assertThat(montage).hasToString("8x6");
        int[] row = new int[8];
        montage.copyRows(1, 1, row, 0);
        assertThat(Arrays.stream(row).map(pixel -> pixel & 0xffffff)).containsExactly(4, 5, 6, 16, 17, 18, 4, 5);
        // The first row of tiles has three, so that the second begins with the other picture.
        assertThat(montage.argb(0, 2) & 0xffffff).isEqualTo(11);
    }

    @Test
    void aProcessIsWatchedAndItsFailureReported() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs Linux' folder /proc");
        MeteredProcess.Usage usage = MeteredProcess.run(List.of("sleep", "0.3"), 60);
        assertThat(usage.seconds()).isGreaterThan(0.25);
        assertThat(usage.mib()).isGreaterThan(0);
        assertThatThrownBy(() -> MeteredProcess.run(List.of("false"), 60))
                .isInstanceOf(CodecException.class)
                .hasMessage("false failed with exit status 1");
        assertThatThrownBy(() -> MeteredProcess.run(List.of("sleep", "60"), 0))
                .isInstanceOf(CodecException.class)
                .hasMessage("sleep had not finished after 0 s");
    }
}
