package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sdcodec.cli.image.SampleGrid.HEIGHT;
import static org.sdcodec.cli.image.SampleGrid.WIDTH;
import static org.sdcodec.cli.image.SampleGrid.read;
import static org.sdcodec.cli.image.SampleGrid.sample;
import static org.sdcodec.cli.image.SampleGrid.scaled;
import static org.sdcodec.cli.image.TestPictures.bytes;
import static org.sdcodec.cli.image.TestPictures.join;
import static org.sdcodec.cli.image.TestPictures.pixels;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PNM and PAM files of every kind and range against their known pixels. */
class PnmTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 15, 100, 254, 255, 256, 1000, 4095, 65535})
    void pnm(int max) {
        for (int kind : new int[] {2, 3, 5, 6, 7}) {
            for (int depth : kind == 7 ? new int[] {1, 2, 3, 4} : new int[] {kind % 3 == 0 ? 3 : 1}) {
                ByteArrayOutputStream data = new ByteArrayOutputStream();
                int[] expected = new int[WIDTH * HEIGHT];
                for (int i = 0; i < expected.length; i++) {
                    int[] v = new int[4];
                    for (int s = 0; s < depth; s++) {
                        v[s] = sample(i, s, max);
                        if (kind < 4) {
                            data.writeBytes((v[s] + (s == 1 ? "\t" : " ")).getBytes(StandardCharsets.US_ASCII));
                        } else if (max > 255) {
                            data.writeBytes(bytes(v[s] >> 8, v[s]));
                        } else {
                            data.write(v[s]);
                        }
                    }
                    int rgb = depth < 3
                            ? scaled(v[0], max) * 0x010101
                            : scaled(v[0], max) << 16 | scaled(v[1], max) << 8 | scaled(v[2], max);
                    expected[i] = rgb | (depth % 2 == 0 ? scaled(v[depth - 1], max) : 255) << 24;
                }
                String header = kind == 7
                        ? "P7\nWIDTH " + WIDTH + "\nHEIGHT " + HEIGHT + "\nDEPTH " + depth + "\nMAXVAL " + max
                                + "\nTUPLTYPE " + (depth < 3 ? "GRAYSCALE" : "RGB") + (depth % 2 == 0 ? "_ALPHA" : "")
                                + "\n# a comment\nENDHDR\n"
                        : "P" + kind + "\n# a comment\n" + WIDTH + " " + HEIGHT + "\n" + max + "\n";
                byte[] file = join(header.getBytes(StandardCharsets.US_ASCII), data.toByteArray());
                assertThat(pixels(read(file).picture()))
                        .as("P%d, depth %d", kind, depth)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void theTypeOfAPamDecidesWhatItsSamplesAre() {
        String header = "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\n%sENDHDR\n";
        ReadPicture untold = read(TestPictures.pnm(header.formatted(""), 1, 2, 3, 4));
        assertThat(pixels(untold.picture())).containsExactly(0x04010203);
        assertThat(untold.warnings())
                .containsExactly("it does not say what its sample number 4 is; it is taken for alpha");
        assertThat(read(TestPictures.pnm(header.formatted("TUPLTYPE RGB_ALPHA\n"), 1, 2, 3, 4))
                        .warnings())
                .isEmpty();
        assertThatThrownBy(() -> read(TestPictures.pnm(header.formatted("TUPLTYPE CMYK\n"), 1, 2, 3, 4)))
                .hasMessageContaining("its samples are of the type CMYK, which is not supported");
        assertThatThrownBy(
                        () -> read(TestPictures.pnm(header.formatted("TUPLTYPE RGB\nTUPLTYPE \u00e9\n"), 1, 2, 3, 4)))
                .hasMessageContaining("its samples are of the type RGB ?,");
        assertThatThrownBy(() -> read(TestPictures.pnm(header.formatted("TUPLTYPE RGB\n"), 1, 2, 3, 4)))
                .hasMessageContaining("it has 4 samples for each pixel, and its type RGB has 3");
    }

    /** As libnetpbm does: a comment directly behind a number ends with the white space that ends the header. */
    @Test
    void aCommentDirectlyBehindTheLastNumberBelongsToTheHeader() {
        for (String end : new String[] {"255\n", "255 ", "255#a comment\n", "255#\r"}) {
            ReadPicture read = read(TestPictures.pnm("P6\n1 1\n" + end, '#', 0x0a, 0x0d));
            assertThat(pixels(read.picture())).as(end).containsExactly(0xff230a0d);
            assertThat(read.warnings()).isEmpty();
        }
        assertThat(pixels(read(TestPictures.pnm("P4\n1 2#c\n", 0x80, 0)).picture()))
                .containsExactly(0xff000000, 0xffffffff);
    }

    @Test
    void aSecondPnmIsSaid() {
        byte[] one = TestPictures.pnm("P5 1 1 255\n", 7);
        assertThat(read(join(one, one)).warnings())
                .containsExactly("it holds more than one picture; the first is taken");
    }
}
