package org.sdcodec.weights.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.weights.WeightsException;

/** What is said of a text that is no JSON object. */
class JsonTest {
    private static final long SEED = 90_125;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"a\": NaN}|f: is not valid JSON: Non-standard token 'NaN' at character",
                "{\"a\": [1, 2|f: is not valid JSON: Unexpected end-of-input: expected close marker for Array at character",
                "{\"a\": [1}|f: is not valid JSON: Unexpected close marker '}': expected ']' at character",
                "{\"a\": 1, /* one */}|f: is not valid JSON: Unexpected character",
                "{\"a\": 'x'}|f: is not valid JSON: Unexpected character",
                "{\"a\": +1}|f: is not valid JSON: Unexpected character",
                "{\"a\": 01}|f: is not valid JSON: Invalid numeric value: Leading zeroes not allowed at character",
                "{\"a\": 1, \"a\": 2}|f: holds a key twice: Duplicate Object property \"a\" at character",
                "{\"a\": tru}|f: is not valid JSON: Unrecognized token 'tru'",
            })
    void theMessageIsOneSentenceForUsers(String text, String start) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(WeightsException.class)
                .message()
                .startsWith(start)
                .matches(".* at character [0-9]+")
                .doesNotContain("Feature", "Source:", "`");
    }

    @Test
    void aByteOrderMarkIsPassedOver() {
        byte[] marked = "\ufeff{\"a\": 1}".getBytes(StandardCharsets.UTF_8);
        assertThat(Json.parseObject(marked, "f")).containsEntry("a", 1L);
    }

    @Test
    void aLimitIsGivenWithoutTheNameOfItsSetter() {
        assertThatThrownBy(() -> parse("{\"a\":" + "[".repeat(70)))
                .isInstanceOf(WeightsException.class)
                .message()
                .startsWith(
                        "f: is larger or deeper than any model's: Document nesting depth (65) exceeds the maximum allowed"
                                + " (64)");
        assertThatThrownBy(() -> parse("{\"a\":" + "1".repeat(200) + "}"))
                .isInstanceOf(WeightsException.class)
                .message()
                .doesNotContain("StreamReadConstraints", "`");
    }

    @Test
    void noDamageBringsTheParsersInternalsToLight() {
        String good =
                "{\"_class_name\": \"AutoencoderKL\", \"block_out_channels\": [32, 64], \"scaling_factor\": 1.5e-1,"
                        + " \"shift_factor\": null, \"use_quant_conv\": true, \"inner\": {\"path\": \"a\\\\u00e4\\\\n\"}}";
        String pieces = "{}[]\",:'/*#\\\\+-.0eNtIn\t\u0001";
        for (int i = 0; i < 2000; i++) {
            Random random = new Random(SEED + i);
            StringBuilder text = new StringBuilder(good);
            for (int n = random.nextInt(3); n >= 0; n--) {
                int at = random.nextInt(text.length());
                char piece = pieces.charAt(random.nextInt(pieces.length()));
                text.replace(at, at + random.nextInt(2), String.valueOf(piece));
            }
            if (random.nextInt(4) == 0) {
                text.setLength(random.nextInt(text.length()));
            }
            try {
                assertThat(parse(text.toString())).as("seed %d", SEED + i).isNotNull();
            } catch (WeightsException e) {
                assertThat(e.getMessage())
                        .as("seed %d", SEED + i)
                        .hasLineCount(1)
                        .hasSizeLessThan(300)
                        .doesNotContain("Feature", "Source:", "REDACTED", "`");
            }
        }
    }

    private static Object parse(String text) {
        return Json.parseObject(text.getBytes(StandardCharsets.UTF_8), "f");
    }
}
