package org.sdcodec.imageio.color;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An ICC profile of Display P3: a matrix and a curve. Source: ISO 15076-1:2010 (ICC.1:2010), sections 7 to 10.
 */
final class DisplayP3Profile {

    private static final int HEADER_BYTES = 128;
    private static final int ENTRY_BYTES = 12;
    private static final int VERSION = 0x04300000;

    /** CIE XYZ of the profile connection space's white, as the header has to name it (section 7.2.16). */
    private static final int[] D50 = {0x0000f6d6, 0x00010000, 0x0000d32d};

    /**
     * CIE XYZ of red, green and blue in 1/65536, adapted from D65 (x = 0.3127, y = 0.3290) to D50 by Bradford's
     * transform; primaries by SMPTE EG 432-1.
     */
    static final int[][] PRIMARIES = {{33759, 15807, -69}, {19135, 45367, 2745}, {10296, 4363, 51385}};

    /** Bradford's transform from D65 to D50, by rows, in 1/65536 (section 9.2.15). */
    static final int[] ADAPTATION = {68674, 1502, -3291, 1939, 64912, -1119, -606, 988, 49262};

    /** sRGB's curve, function type 3 (section 10.16): ((a x + b)^g if x is at least d, else c x; g, a, b, c, d. */
    private static final double[] CURVE = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};

    private DisplayP3Profile() {}

    /** The whole profile; a new array, always of the same bytes. */
    static byte[] bytes() {
        byte[] curve = curve();
        Map<String, byte[]> tags = new LinkedHashMap<>();
        tags.put("desc", text("Display P3"));
        tags.put("cprt", text("Public domain"));
        tags.put("wtpt", numbers("XYZ ", D50));
        tags.put("chad", numbers("sf32", ADAPTATION));
        tags.put("rXYZ", numbers("XYZ ", PRIMARIES[0]));
        tags.put("gXYZ", numbers("XYZ ", PRIMARIES[1]));
        tags.put("bXYZ", numbers("XYZ ", PRIMARIES[2]));
        tags.put("rTRC", curve);
        tags.put("gTRC", curve);
        tags.put("bTRC", curve);
        int start = HEADER_BYTES + 4 + ENTRY_BYTES * tags.size();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteBuffer table = ByteBuffer.allocate(start - HEADER_BYTES).putInt(tags.size());
        int curveAt = 0;
        for (Map.Entry<String, byte[]> tag : tags.entrySet()) {
            // The three curves are one.
            boolean again = tag.getValue() == curve && curveAt > 0;
            int at = again ? curveAt : start + data.size();
            curveAt = tag.getValue() == curve ? at : 0;
            table.put(ascii(tag.getKey())).putInt(at).putInt(tag.getValue().length);
            if (!again) {
                data.writeBytes(tag.getValue());
                data.writeBytes(new byte[-data.size() & 3]);
            }
        }
        return ByteBuffer.allocate(start + data.size())
                .put(header(start + data.size()))
                .put(table.array())
                .put(data.toByteArray())
                .array();
    }

    private static byte[] header(int length) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putInt(length).putInt(0).putInt(VERSION).put(ascii("mntrRGB XYZ "));
        // Date and time: year, month, day.
        header.putShort((short) 2026).putShort((short) 1).putShort((short) 1);
        header.position(36);
        header.put(ascii("acsp"));
        header.position(68);
        for (int value : D50) {
            header.putInt(value);
        }
        return header.array();
    }

    /** English, in a table of one (section 10.13). */
    private static byte[] text(String content) {
        byte[] utf16 = content.getBytes(StandardCharsets.UTF_16BE);
        return ByteBuffer.allocate(28 + utf16.length)
                .put(ascii("mluc"))
                .putInt(0)
                .putInt(1)
                .putInt(ENTRY_BYTES)
                .put(ascii("enUS"))
                .putInt(utf16.length)
                .putInt(28)
                .put(utf16)
                .array();
    }

    private static byte[] curve() {
        ByteBuffer curve = ByteBuffer.allocate(12 + 4 * CURVE.length);
        curve.put(ascii("para")).putInt(0).putShort((short) 3).putShort((short) 0);
        for (double number : CURVE) {
            curve.putInt((int) Math.round(65536 * number));
        }
        return curve.array();
    }

    private static byte[] numbers(String type, int[] values) {
        ByteBuffer numbers = ByteBuffer.allocate(8 + 4 * values.length);
        numbers.put(ascii(type)).putInt(0);
        for (int value : values) {
            numbers.putInt(value);
        }
        return numbers.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
