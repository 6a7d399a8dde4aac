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

    /** White space that lets programs change a packet in place. */
    private static final Pattern PADDING = Pattern.compile("\\s+(?=<\\?xpacket end=)");

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
        return PADDING.matcher(upright).replaceAll("\n").strip().getBytes(StandardCharsets.UTF_8);
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
