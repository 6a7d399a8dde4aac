package org.sdcodec.codec.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextFormTest {

    /** The example of basE91's own test suite, and RFC 4648's. */
    @Test
    void theFormsAreThoseOfTheirSpecifications() {
        assertThat(TextForm.BASE91.encode("test".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("fPNKd");
        assertThat(TextForm.BASE64.encode("foob".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("Zm9vYg==");
    }

    @ParameterizedTest
    @EnumSource
    void bytesComeBackAndFit(TextForm form) {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[60 + random.nextInt(200)];
            random.nextBytes(bytes);
            String text = form.encode(bytes);
            assertThat(TextForm.decode(" " + text.substring(0, 9) + "\n" + text.substring(9) + " \n"))
                    .as("seed %d", seed)
                    .hasValue(bytes);
            assertThat(form.maxBytes(text.length())).isLessThanOrEqualTo(bytes.length + 2);
        }
    }

    /** Whatever the bytes are, as many as are promised fit into so many characters. */
    @ParameterizedTest
    @EnumSource
    void asManyBytesFitAsPromised(TextForm form) {
        Random random = new Random(1);
        for (int characters = 20; characters < 400; characters++) {
            byte[] bytes = new byte[form.maxBytes(characters)];
            for (int trial = 0; trial < 20; trial++) {
                random.nextBytes(bytes);
                assertThat(form.encode(bytes).length()).isLessThanOrEqualTo(characters);
            }
            Arrays.fill(bytes, (byte) 0xFF);
            assertThat(form.encode(bytes).length()).isLessThanOrEqualTo(characters);
        }
    }

    @Test
    void otherCharactersAreNoText() {
        assertThat(TextForm.decode("")).isEmpty();
        assertThat(TextForm.decode("it's")).isEmpty();
        assertThat(TextForm.decode("a\u00e4b")).isEmpty();
    }
}
