package org.sdcodec.imageio.xmp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.sdcodec.codec.metadata.UnusableMetadataException;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * XMP of JPEG files that does not fit into one segment: a packet that names another one, which lies in segments of its
 * own. Source: Adobe's XMP specification, part 3, section 1.1.3.1.
 */
public final class ExtendedXmp {

    /** What segments of the further packet start with. */
    public static final String SEGMENT_START = "http://ns.adobe.com/xmp/extension/\0";

    /** The most bytes of the further packet that are read. */
    public static final int MAX_BYTES = 1 << 22;

    private static final String NOTE = "http://ns.adobe.com/xmp/note/";
    private static final String HAS_EXTENDED = "HasExtendedXMP";
    private static final int DIGEST_BYTES = 32;
    private static final int HEADER_BYTES = DIGEST_BYTES + 8;

    /** What a segment can hold, less its start and header. */
    private static final int PART_BYTES = 65_400;

    private ExtendedXmp() {}

    /**
     * A packet that is cut in two.
     *
     * @param standard the packet for the first segment, which names the digest of the other one
     * @param segments the contents of further ones, each without {@link #SEGMENT_START}
     */
    public record Split(byte[] standard, List<byte[]> segments) {}

    /**
     * Both packets as one.
     *
     * @param standard the packet that stands in one segment
     * @param segments the contents of all others, each without {@link #SEGMENT_START}, in any order
     * @throws UnusableMetadataException with a clause that follows "the further XMP": if parts are missing or damaged,
     *     or belong to another packet
     */
    public static byte[] joined(byte[] standard, List<byte[]> segments) {
        XmpDocument packet = XmpDocument.parse(standard);
        String digest =
                removeNote(packet).orElseThrow(() -> new UnusableMetadataException("is not named by the file's XMP"));
        byte[] further = assembled(segments, digest);
        if (!digest(further).equals(digest)) {
            throw new UnusableMetadataException("is damaged");
        }
        XmpDocument.parse(further).descriptions().forEach(description -> packet.append(description, true));
        return packet.bytes();
    }

    /** The digest of the further packet, whose name is taken out of this one. */
    private static Optional<String> removeNote(XmpDocument packet) {
        for (Element description : packet.descriptions()) {
            Attr attribute = description.getAttributeNodeNS(NOTE, HAS_EXTENDED);
            if (attribute != null) {
                description.removeAttributeNode(attribute);
                return Optional.of(attribute.getValue().strip());
            }
            Node element =
                    description.getElementsByTagNameNS(NOTE, HAS_EXTENDED).item(0);
            if (element != null) {
                element.getParentNode().removeChild(element);
                return Optional.of(element.getTextContent().strip());
            }
        }
        return Optional.empty();
    }

    private static byte[] assembled(List<byte[]> segments, String digest) {
        List<ByteBuffer> parts = segments.stream()
                .filter(segment -> segment.length > HEADER_BYTES
                        && new String(segment, 0, DIGEST_BYTES, StandardCharsets.ISO_8859_1).equals(digest))
                .map(ByteBuffer::wrap)
                .sorted(Comparator.comparingLong(part -> number(part, DIGEST_BYTES + 4)))
                .toList();
        long length = parts.isEmpty() ? 0 : number(parts.get(0), DIGEST_BYTES);
        if (length == 0 || length > MAX_BYTES) {
            throw new UnusableMetadataException(length == 0 ? "is missing" : "has " + length + " bytes, too many");
        }
        byte[] all = new byte[(int) length];
        int end = 0;
        for (ByteBuffer part : parts) {
            int bytes = part.limit() - HEADER_BYTES;
            if (number(part, DIGEST_BYTES + 4) != end || bytes > all.length - end) {
                throw new UnusableMetadataException("has parts that do not go together");
            }
            part.get(HEADER_BYTES, all, end, bytes);
            end += bytes;
        }
        if (end < all.length) {
            throw new UnusableMetadataException("lacks its last " + (all.length - end) + " bytes");
        }
        return all;
    }

    private static long number(ByteBuffer part, int at) {
        return part.getInt(at) & 0xffffffffL;
    }

    /**
     * Cuts a packet: the largest properties go into the further one, until the other is small enough.
     *
     * @param packet not modified
     * @param most bytes of the standard packet
     * @throws UnusableMetadataException if it is no XMP, or cannot be made so small
     */
    public static Split split(byte[] packet, int most) {
        XmpDocument standard = XmpDocument.parse(packet);
        XmpDocument further = XmpDocument.empty();
        List<Node> properties = properties(standard);
        properties.sort(Comparator.comparingInt(ExtendedXmp::size).reversed());
        Element note = standard.descriptions().stream()
                .findFirst()
                .orElseThrow(() -> new UnusableMetadataException("has no properties"));
        note.setAttributeNS(NOTE, "xmpNote:" + HAS_EXTENDED, "0".repeat(DIGEST_BYTES));
        byte[] bytes = standard.bytes();
        for (Node property : properties) {
            if (bytes.length <= most) {
                break;
            }
            move(property, further);
            bytes = standard.bytes();
        }
        if (bytes.length > most) {
            throw new UnusableMetadataException("has more than " + most + " bytes without any property");
        }
        byte[] rest = further.bytes();
        String digest = digest(rest);
        note.setAttributeNS(NOTE, "xmpNote:" + HAS_EXTENDED, digest);
        return new Split(standard.bytes(), segments(rest, digest));
    }

    /** Attributes and elements of all descriptions. */
    private static List<Node> properties(XmpDocument packet) {
        List<Node> found = new ArrayList<>();
        for (Element description : packet.descriptions()) {
            for (int i = 0; i < description.getAttributes().getLength(); i++) {
                Node attribute = description.getAttributes().item(i);
                boolean property = attribute.getNamespaceURI() != null
                        && !attribute.getNamespaceURI().startsWith("http://www.w3.org/");
                if (property) {
                    found.add(attribute);
                }
            }
            for (Node child = description.getFirstChild(); child != null; child = child.getNextSibling()) {
                if (child instanceof Element) {
                    found.add(child);
                }
            }
        }
        return found;
    }

    private static int size(Node property) {
        return property.getTextContent().length();
    }

    private static void move(Node property, XmpDocument to) {
        if (property instanceof Attr attribute) {
            Element description = attribute.getOwnerElement();
            Element other = about(description, to);
            description.removeAttributeNode(attribute);
            other.setAttributeNS(attribute.getNamespaceURI(), attribute.getName(), attribute.getValue());
        } else {
            Element description = (Element) property.getParentNode();
            Element other = about(description, to);
            description.removeChild(property);
            other.appendChild(other.getOwnerDocument().importNode(property, true));
        }
    }

    /** A new element that says what the same thing is described as. */
    private static Element about(Element description, XmpDocument to) {
        Element other = to.append(description, false);
        for (int i = other.getAttributes().getLength() - 1; i >= 0; i--) {
            Attr attribute = (Attr) other.getAttributes().item(i);
            if (!XmpDocument.RDF.equals(attribute.getNamespaceURI())) {
                other.removeAttributeNode(attribute);
            }
        }
        return other;
    }

    private static List<byte[]> segments(byte[] packet, String digest) {
        List<byte[]> segments = new ArrayList<>();
        for (int at = 0; at < packet.length; at += PART_BYTES) {
            byte[] part = Arrays.copyOfRange(packet, at, Math.min(packet.length, at + PART_BYTES));
            segments.add(ByteBuffer.allocate(HEADER_BYTES + part.length)
                    .put(digest.getBytes(StandardCharsets.US_ASCII))
                    .putInt(packet.length)
                    .putInt(at)
                    .put(part)
                    .array());
        }
        return segments;
    }

    /** MD5, as the specification asks for: not for security. */
    private static String digest(byte[] packet) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("MD5").digest(packet));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
