package org.sdcodec.codec.mode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sdcodec.DecodedPart;
import org.sdcodec.Region;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.engine.network.Area;

/** Where in a picture missing cells are. */
class PartialLatentTest {
    private static final int CELL = 8;

    /** Its sides are divided by four. */
    private static final int QUARTER = 8;

    private static DecodedPart inPixels(int width, int height, int resolution, Area... missing) {
        SdcHeader header = new SdcHeader(width, height, 0, 100, 0, 0).withResolution(resolution);
        return new PartialLatent(5, 9, 1, 4, 2, 3, List.of(missing)).inPixels(CELL, header);
    }

    @Test
    void cellsAtTheEdgeEndWithThePicture() {
        DecodedPart part = inPixels(30, 21, 0, new Area(1, 0, 1, 2), new Area(1, 2, 2, 2));
        assertThat(part)
                .isEqualTo(
                        new DecodedPart(5, 9, 1, 4, 2, 3, List.of(new Region(0, 8, 16, 8), new Region(16, 8, 14, 13))));
    }

    /** Coded with 48 × 32 pixels. */
    @Test
    void cellsOfAReducedPictureAreThoseOfThePicture() {
        Region all = inPixels(200, 130, QUARTER, new Area(0, 0, 4, 6)).missing().get(0);
        assertThat(all).isEqualTo(new Region(0, 0, 200, 130));
        List<Region> parts = inPixels(
                        200, 130, QUARTER, new Area(0, 0, 1, 5), new Area(0, 5, 1, 1), new Area(1, 0, 3, 6))
                .missing();
        assertThat(parts)
                .containsExactly(
                        new Region(0, 0, 166, 32), new Region(166, 0, 34, 32), new Region(0, 32, 200, 130 - 32));
    }

    /** Their products do not fit 32 bits. */
    @Test
    void theLargestSidesFit() {
        Region last = inPixels(SdcHeader.MAX_SIDE, 16, 1, new Area(0, 1, 1, 7000))
                .missing()
                .get(0);
        assertThat(last.x() + last.width()).isEqualTo(SdcHeader.MAX_SIDE);
    }
}
