package org.sdcodec.codec.packet;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Bytes as one line of text, for messengers that carry nothing else. */
public enum TextForm {
    /** RFC 4648, section 4, with padding: 4 characters for 3 bytes. */
    BASE64 {
        @Override
        public String encode(byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }

        @Override
        public int maxBytes(int characters) {
            return characters / 4 * 3;
        }
    },
    /** basE91 of Joachim Henke: about 16 characters for 13 bytes, with punctuation. */
    BASE91 {
        @Override
        public String encode(byte[] bytes) {
            return Base91.encode(bytes);
        }

        @Override
        public int maxBytes(int characters) {
            return characters / 2 * Base91.BITS / 8;
        }
    };

    /** The bytes as text without line breaks, of ASCII. */
    public abstract String encode(byte[] bytes);

    /** How many bytes a text of so many characters can hold at least, whatever the bytes are. */
    public abstract int maxBytes(int characters);

    /**
     * The bytes of a text in either form. One that consists of Base64's characters only is taken for that, with or
     * without padding.
     *
     * @param text spaces and line breaks around it and in it do not count
     * @return nothing if it is in neither form
     */
    public static Optional<byte[]> decode(String text) {
        Objects.requireNonNull(text, "text");
        String line = text.replaceAll("\\s", "");
        if (line.isEmpty()) {
            return Optional.empty();
        }
        if (line.matches("[A-Za-z0-9+/]*={0,2}")) {
            try {
                return Optional.of(Base64.getDecoder().decode(line.getBytes(StandardCharsets.US_ASCII)));
            } catch (IllegalArgumentException e) {
                // Of a length that Base64 does not have; the characters may be the other form's.
                return Base91.decode(line);
            }
        }
        return Base91.decode(line);
    }

    /** {@code base64} or {@code base91}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
