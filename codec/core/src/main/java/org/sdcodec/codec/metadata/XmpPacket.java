package org.sdcodec.codec.metadata;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * XMP as text, which is searched but not parsed. Source: ISO 16684-1, section 7.3, and Adobe's XMP specification, part
 * 2.
 */
final class XmpPacket {

    /** Names of properties that tell a place: of Exif, IPTC, Photoshop, and makers of drones. */
    private static final Pattern LOCATION = Pattern.compile(
            "gps|latitude|longitude|location|photoshop:(city|state|country)|iptc4xmpcore:country|geo:",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ORIENTATION =
            Pattern.compile("(tiff:Orientation(?:\\s*=\\s*[\"']|>))\\s*[1-8]\\s*(?=[\"'<])");

    private static final String TRAILER = "<?xpacket end=";
    private static final String WHITE_SPACE = " \t\n\u000B\f\r";

    private XmpPacket() {}

    /**
     * The packet without padding, with the orientation of upright pixels.
     *
     * @param packet not modified
     * @throws UnusableMetadataException if it is no XMP in UTF-8, or names a location and that is not wanted
     */
    static byte[] compact(byte[] packet, boolean withLocation) {
        String text = text(packet);
        if (!text.contains("<x:xmpmeta") && !text.contains("<rdf:RDF")) {
            throw new UnusableMetadataException("is no XMP packet");
        }
        if (!withLocation && LOCATION.matcher(text).find()) {
            throw new UnusableMetadataException("names a location, which was not asked for");
        }
        String upright = ORIENTATION.matcher(text).replaceAll("$11");
        return withoutPadding(upright).strip().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The text with a line break for all white space before a trailer, where programs change a packet in place. Takes
     * time in proportion to the length, which a regular expression for the white space would not.
     */
    private static String withoutPadding(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        for (int at = text.indexOf(TRAILER); at >= 0; at = text.indexOf(TRAILER, at + 1)) {
            int end = at;
            while (end > from && WHITE_SPACE.indexOf(text.charAt(end - 1)) >= 0) {
                end--;
            }
            out.append(text, from, end);
            if (end < at) {
                out.append('\n');
            }
            from = at;
        }
        return out.append(text, from, text.length()).toString();
    }

    private static String text(byte[] packet) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(packet))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnusableMetadataException("is not text in UTF-8");
        }
    }
}
