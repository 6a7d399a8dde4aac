package org.sdcodec.codec.metadata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What of Exif is text for people, and the orientation. Source: CIPA DC-008 (Exif 2.32), section 4.6.4. */
public final class ExifTexts {

    private static final int ORIENTATION = 0x0112;
    private static final int ASCII = 2;
    private static final int SHORT = 3;

    /** Exif without any entry, to which texts are added. */
    private static final byte[] EMPTY = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0};

    /** A text of the first directory. */
    public enum Text {
        /** The picture's title or comment. */
        DESCRIPTION(0x010e),
        /** Who made the camera. */
        MAKE(0x010f),
        /** The camera. */
        MODEL(0x0110),
        /** The program. */
        SOFTWARE(0x0131),
        /** When the file was last changed: {@code 2026:11:30 10:15:00}. */
        TIME(0x0132),
        /** Who made the picture. */
        ARTIST(0x013b),
        /** Whose it is. */
        COPYRIGHT(0x8298);

        private final int tag;

        Text(int tag) {
            this.tag = tag;
        }
    }

    private ExifTexts() {}

    /**
     * The texts of Exif, those that are not empty.
     *
     * @param exif as {@link org.sdcodec.Metadata#exif} gives it; not modified
     * @throws UnusableMetadataException if it is damaged
     */
    public static Map<Text, String> of(byte[] exif) {
        ExifBlock.parse(exif);
        ExifDirectory directory = first(exif);
        Map<Text, String> texts = new EnumMap<>(Text.class);
        for (Text text : Text.values()) {
            directory
                    .find(text.tag)
                    .filter(entry -> entry.type() == ASCII)
                    .map(entry -> decoded(exif, entry))
                    .filter(content -> !content.isEmpty())
                    .ifPresent(content -> texts.put(text, content));
        }
        return texts;
    }

    /**
     * How the camera was held.
     *
     * @return 1 to 8; 1, upright, where Exif does not say
     * @throws UnusableMetadataException if it is damaged
     */
    public static int orientation(byte[] exif) {
        ExifBlock.parse(exif);
        int value = first(exif)
                .find(ORIENTATION)
                .filter(entry -> entry.type() == SHORT && entry.count() == 1)
                .map(entry -> (int) data(exif).getShort(entry.valueAt()))
                .orElse(1);
        return value >= 1 && value <= 8 ? value : 1;
    }

    /**
     * Exif with other texts; everything else stays where it is.
     *
     * @param exif not modified; null for Exif of these texts alone
     * @param texts in UTF-8, as many programs write them
     * @throws UnusableMetadataException if it is damaged
     */
    public static byte[] with(byte[] exif, Map<Text, String> texts) {
        byte[] base = exif == null ? EMPTY : exif;
        ExifBlock.parse(base);
        ExifDirectory directory = first(base);
        ByteBuffer old = data(base);
        Map<Integer, byte[]> entries = new TreeMap<>();
        for (ExifDirectory.Entry entry : directory.entries()) {
            byte[] copy = new byte[ExifDirectory.ENTRY_BYTES];
            old.get(entry.at(), copy);
            entries.put(entry.tag(), copy);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(base);
        all.writeBytes(new byte[base.length & 1]);
        texts.forEach((text, content) -> {
            byte[] value = (content + "\0").getBytes(StandardCharsets.UTF_8);
            ByteBuffer entry = ByteBuffer.allocate(ExifDirectory.ENTRY_BYTES).order(old.order());
            entry.putShort((short) text.tag).putShort((short) ASCII).putInt(value.length);
            if (value.length <= ExifDirectory.INLINE_BYTES) {
                entry.put(value);
            } else {
                entry.putInt(all.size());
                all.writeBytes(value);
                all.writeBytes(new byte[value.length & 1]);
            }
            entries.put(text.tag, entry.array());
        });
        int directoryAt = all.size();
        ByteBuffer added = ByteBuffer.allocate(2 + ExifDirectory.ENTRY_BYTES * entries.size() + 4)
                .order(old.order());
        added.putShort((short) entries.size());
        entries.values().forEach(added::put);
        added.putInt((int) directory.next());
        all.writeBytes(added.array());
        byte[] result = all.toByteArray();
        data(result).putInt(4, directoryAt);
        return result;
    }

    private static ExifDirectory first(byte[] exif) {
        ByteBuffer data = data(exif);
        return ExifDirectory.read(data, data.getInt(4) & 0xffffffffL);
    }

    private static ByteBuffer data(byte[] exif) {
        return ByteBuffer.wrap(exif).order(exif[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    /** Up to a zero; what is not UTF-8 is taken for Latin 1. */
    private static String decoded(byte[] exif, ExifDirectory.Entry entry) {
        int length = 0;
        while (length < entry.length() && exif[entry.valueAt() + length] != 0) {
            length++;
        }
        ByteBuffer bytes = ByteBuffer.wrap(exif, entry.valueAt(), length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString().strip();
        } catch (CharacterCodingException e) {
            return new String(exif, entry.valueAt(), length, StandardCharsets.ISO_8859_1).strip();
        }
    }
}
