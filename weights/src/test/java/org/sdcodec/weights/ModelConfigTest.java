package org.sdcodec.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.sdcodec.weights.json.Json;

class ModelConfigTest {
    private final ModelConfig config =
            parse("{\"i\":3,\"f\":0.18215,\"b\":true,\"s\":\"silu\",\"n\":null,\"list\":[16,32],"
                    + "\"texts\":[\"Down\",\"Cross\"],\"whole\":4.0,\"big\":1e400,\"zero\":0,\"none\":[]}");

    private static ModelConfig parse(String json) {
        return Json.parseConfig(json.getBytes(StandardCharsets.UTF_8), "config.json");
    }

    private static void assertRefused(ThrowingCallable call, String sentence) {
        assertThatThrownBy(call)
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith("config.json: ")
                .hasMessageContaining(sentence);
    }

    @Test
    void givesValuesWithTheirTypeAndDefaults() {
        assertThat(config.integer("i", 1)).isEqualTo(3);
        assertThat(config.integer("whole", 1)).isEqualTo(4);
        assertThat(config.integer("absent", 1)).isEqualTo(1);
        assertThat(config.integer("n", 5)).isEqualTo(5);
        assertThat(config.integer("zero", 5, 0, 9)).isZero();
        assertThat(config.integers("list", null)).containsExactly(16, 32);
        assertThat(config.integers("absent", new int[] {64})).containsExactly(64);
        assertThat(config.number("f", 1)).isEqualTo(0.18215);
        assertThat(config.number("i", 1)).isEqualTo(3);
        assertThat(config.flag("b", false)).isTrue();
        assertThat(config.flag("n", true)).isTrue();
        assertThat(config.string("s", null)).isEqualTo("silu");
        assertThat(config.strings("texts", null)).containsExactly("Down", "Cross");
        assertThat(config.strings("absent", List.of("Up"))).containsExactly("Up");
        assertThat(config.has("n")).isFalse();
        assertThat(config.has("zero")).isTrue();
    }

    @Test
    void refusesValuesOfTheWrongTypeByName() {
        assertRefused(() -> config.integer("f", 1), "f = '0.18215', but expected whole numbers from 1 to 2147483647");
        assertRefused(() -> config.integer("zero", 1), "zero = '0', but expected whole numbers from 1");
        assertRefused(() -> config.integer("big", 1), "big = 'Infinity'");
        assertRefused(() -> config.integers("i", null), "i = '3', but expected a list");
        assertRefused(() -> config.integers("none", null), "none = '[]', but expected a list that is not empty");
        assertRefused(() -> config.integers("texts", null), "texts = '[Down, Cross]'");
        assertRefused(() -> config.integers("absent", null), "lacks absent");
        assertRefused(() -> config.number("s", 1), "s = 'silu', but expected a number");
        assertRefused(() -> config.number("big", 1), "but expected a number");
        assertRefused(() -> config.flag("i", true), "i = '3', but expected true or false");
        assertRefused(() -> config.string("i", ""), "i = '3', but expected a text");
        assertRefused(() -> config.strings("list", null), "but expected a list of texts");
    }

    @Test
    void refusesUnsupportedValuesByName() {
        config.requireSupported("s", "silu", "swish");
        config.requireSupported("i", 1, 3);
        config.requireSupported("whole", 4);
        config.requireSupported("b", true);
        config.requireSupported("absent");
        config.requireSupported("n");
        config.requireSupported("texts", "Cross", "Down");
        assertRefused(
                () -> config.requireSupported("s", "gelu", "relu"),
                "s = 'silu' is not supported; expected gelu or relu");
        assertRefused(
                () -> config.requireSupported("texts", "Down"), "texts = 'Cross' is not supported; expected Down");
        assertRefused(() -> config.requireSupported("i"), "i = '3' is not supported; leave it out");
    }

    @Test
    void refusesWhatIsNotAJsonObject() {
        assertRefused(() -> parse(""), "is not a JSON object");
        assertRefused(() -> parse("[]"), "is not a JSON object");
        assertRefused(() -> parse("{\"a\":1"), "is not valid JSON");
        assertRefused(() -> parse("{\"a\":1,\"a\":2}"), "Duplicate");
        assertRefused(() -> parse("{} x"), "is not valid JSON");
        assertRefused(() -> parse("{} {}"), "something follows the JSON object");
        assertRefused(() -> parse("{\"a\":" + "[".repeat(100_000)), "is larger or deeper than any model's");
        assertRefused(() -> Json.parseConfig(new byte[] {(byte) 0xff}, "config.json"), "not UTF-8");
    }

    @Test
    void readsOneNumberForAllOrOneForEach() {
        assertThat(config.integersForEach("i", 1, 3)).containsExactly(3, 3, 3);
        assertThat(config.integersForEach("absent", 8, 2)).containsExactly(8, 8);
        assertThat(config.integersForEach("list", 1, 2)).containsExactly(16, 32);
        assertRefused(
                () -> config.integersForEach("list", 1, 3),
                "list = '[16, 32]', but expected one number or a list of 3");
        assertRefused(() -> config.integersForEach("s", 1, 3), "s = 'silu', but expected whole numbers");
    }
}
