package org.sdcodec.cli.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sdcodec.cli.studio.web.HttpFailure;

class BlindTestTest {

    private static BlindPair pair(String name, String peer, boolean oursLeft) {
        return new BlindPair(name, 50, 900, peer, 890, Path.of("o.png"), Path.of("s.png"), Path.of("p.png"), oursLeft);
    }

    @Test
    void thePlacesAreSwappedPairByPair() {
        assertThat(pair("a", "JPEG", true).shown("left")).isEqualTo(Path.of("s.png"));
        assertThat(pair("a", "JPEG", true).shown("right")).isEqualTo(Path.of("p.png"));
        assertThat(pair("a", "JPEG", false).shown("left")).isEqualTo(Path.of("p.png"));
        assertThat(pair("a", "JPEG", false).shown("right")).isEqualTo(Path.of("s.png"));
        assertThat(pair("a", "JPEG", false).shown("original")).isEqualTo(Path.of("o.png"));
    }

    @Test
    @SuppressWarnings("unchecked")
    void answersAreCountedByCodecAndATieIsOneHalf() {
        BlindTest test = new BlindTest(
                "b1",
                List.of(
                        pair("a.png", "JPEG", true),
                        pair("b, \"x\".png", "JPEG", false),
                        pair("=c.png", "WebP", true),
                        pair("d.png", "WebP", true)));
        test.answer(0, "left");
        test.answer(1, "same");
        test.answer(2, "left");
        test.answer(2, "right");

        List<Map<String, Object>> rows =
                (List<Map<String, Object>>) test.summary().get("rows");
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0)).containsEntry("peer", "JPEG").containsEntry("share", 0.75);
        assertThat(rows.get(1)).containsEntry("peer", "WebP").containsEntry("share", 0.0);
        assertThat(rows.get(2)).containsEntry("peer", "all").containsEntry("share", 0.5);
        assertThat(test.csv())
                .contains("answer,JPEG,a.png,50,900,890,left,sdcodec,,,,\r\n")
                .contains("answer,JPEG,\"b, \"\"x\"\".png\",50,900,890,right,same,,,,\r\n")
                .contains("answer,WebP,'=c.png,50,900,890,left,WebP,,,,\r\n")
                .doesNotContain("d.png")
                .contains("share,JPEG,,,,,,,2,0.7500,");
    }

    @Test
    void otherAnswersAreRefused() {
        BlindTest test = new BlindTest("b1", List.of(pair("a", "JPEG", true)));
        assertThatThrownBy(() -> test.answer(0, "both")).isInstanceOf(HttpFailure.class);
        assertThatThrownBy(() -> test.answer(1, "left")).isInstanceOf(HttpFailure.class);
    }
}
