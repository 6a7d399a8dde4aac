package org.sdcodec.codec.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sdcodec.codec.metadata.ExifTexts.Text;

class ExifTextsTest {

    /** Little-endian: Model = "Box", orientation 6, another directory at offset 38. */
    private static final byte[] LITTLE = HexFormat.of()
            .parseHex("49492a0008000000" + "0200" + "1001020004000000426f7800" + "120103000100000006000000" + "26000000"
                    + "0000" + "00000000");

    @Test
    void textsAreAddedAndReplacedAndTheRestStays() {
        byte[] changed = ExifTexts.with(
                LITTLE, Map.of(Text.MODEL, "a longer name", Text.COPYRIGHT, "ü", Text.DESCRIPTION, "one\ntwo"));
        assertThat(ExifTexts.of(changed))
                .containsOnly(
                        Map.entry(Text.MODEL, "a longer name"),
                        Map.entry(Text.COPYRIGHT, "ü"),
                        Map.entry(Text.DESCRIPTION, "one\ntwo"));
        assertThat(ExifTexts.orientation(changed)).isEqualTo(6);
        assertThat(changed).startsWith('I', 'I');
        ExifBlock block = ExifBlock.parse(changed);
        assertThat(ExifTexts.of(block.compact(false).orElseThrow())).isEqualTo(ExifTexts.of(changed));
        assertThat(ExifTexts.of(block.whole(false))).isEqualTo(ExifTexts.of(changed));
        assertThat(ExifTexts.orientation(block.whole(false))).isEqualTo(1);
        assertThat(ExifTexts.of(LITTLE)).containsOnly(Map.entry(Text.MODEL, "Box"));
    }

    @Test
    void exifCanBeMadeOfTextsAlone() {
        byte[] exif = ExifTexts.with(null, Map.of(Text.TIME, "2026:01:02 03:04:05"));
        assertThat(ExifTexts.of(exif)).containsOnly(Map.entry(Text.TIME, "2026:01:02 03:04:05"));
        assertThat(ExifTexts.orientation(exif)).isEqualTo(1);
    }

    @Test
    void latinTextsAreReadToo() {
        byte[] latin = ExifTexts.with(null, Map.of(Text.ARTIST, "J. Muller"));
        for (int i = 0; i < latin.length; i++) {
            latin[i] = latin[i] == 'u' ? (byte) 0xfc : latin[i];
        }
        assertThat(ExifTexts.of(latin)).containsOnly(Map.entry(Text.ARTIST, "J. Müller"));
    }

    @Test
    void damagedExifIsRefusedAndNothingElseHappens() {
        long seed = 11;
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = ExifTexts.with(LITTLE, Map.of(Text.MODEL, "a longer name"));
            for (int k = random.nextInt(3); k >= 0; k--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                ExifTexts.of(damaged);
                assertThat(ExifTexts.orientation(damaged)).isBetween(1, 8);
                assertThat(ExifTexts.of(ExifTexts.with(damaged, Map.of(Text.SOFTWARE, "test"))))
                        .containsEntry(Text.SOFTWARE, "test");
            } catch (UnusableMetadataException e) {
                refused++;
            }
        }
        assertThat(refused).as("of seed " + seed).isBetween(500, 4_500);
        assertThatThrownBy(() -> ExifTexts.with(new byte[20], Map.of())).isInstanceOf(UnusableMetadataException.class);
    }
}
