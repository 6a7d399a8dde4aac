package org.sdcodec.imageio.xmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.codec.metadata.UnusableMetadataException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

class ExtendedXmpTest {

    private static final int MOST = 65_502;

    /** Namespaces are declared where none of the moved parts can see them. */
    private static byte[] packet(int attribute, int element) {
        return ("<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?>"
                        + "<x:xmpmeta xmlns:x='adobe:ns:meta/' xmlns:g='urn:depth' xmlns:dc='urn:dc'>"
                        + "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
                        + "<rdf:Description rdf:about='' dc:format='image/jpeg' g:map='" + "A".repeat(attribute) + "'>"
                        + "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Grün &amp; blau</rdf:li></rdf:Alt></dc:title>"
                        + "<g:cloud>" + "B".repeat(element) + "</g:cloud>"
                        + "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String property(byte[] packet, String namespace, String name) {
        for (Element description : XmpDocument.parse(packet).descriptions()) {
            if (description.hasAttributeNS(namespace, name)) {
                return description.getAttributeNS(namespace, name);
            }
            Node element = description.getElementsByTagNameNS(namespace, name).item(0);
            if (element != null) {
                return element.getTextContent();
            }
        }
        return null;
    }

    @Test
    void aPacketThatIsCutIsWholeAgain() {
        byte[] packet = packet(150_000, 90_000);
        ExtendedXmp.Split split = ExtendedXmp.split(packet, MOST);
        assertThat(split.standard()).hasSizeLessThanOrEqualTo(MOST);
        assertThat(split.segments()).hasSize(4).allMatch(segment -> segment.length <= 65_440);
        assertThat(property(split.standard(), "urn:dc", "format")).isEqualTo("image/jpeg");
        assertThat(property(split.standard(), "urn:depth", "map")).isNull();
        assertThat(property(split.standard(), "http://ns.adobe.com/xmp/note/", "HasExtendedXMP"))
                .hasSize(32);
        List<byte[]> shuffled = new ArrayList<>(split.segments());
        Collections.reverse(shuffled);
        shuffled.add(1, segment("0".repeat(32), 5, 0, "other"));
        byte[] joined = ExtendedXmp.joined(split.standard(), shuffled);
        for (byte[] whole : List.of(packet, joined)) {
            assertThat(property(whole, "urn:depth", "map")).isEqualTo("A".repeat(150_000));
            assertThat(property(whole, "urn:depth", "cloud")).isEqualTo("B".repeat(90_000));
            assertThat(property(whole, "urn:dc", "title")).isEqualTo("Grün & blau");
        }
        assertThat(property(joined, "http://ns.adobe.com/xmp/note/", "HasExtendedXMP"))
                .isNull();
        assertThat(new String(joined, StandardCharsets.UTF_8))
                .startsWith("<?xpacket begin=")
                .contains("Grün &amp; blau");
    }

    /** No more than is needed goes into the further packet. */
    @Test
    void smallPropertiesStay() {
        ExtendedXmp.Split split = ExtendedXmp.split(packet(70_000, 40_000), MOST);
        assertThat(property(split.standard(), "urn:depth", "cloud")).hasSize(40_000);
        assertThat(split.segments()).hasSize(2);
    }

    private static byte[] segment(String digest, int length, int offset, String content) {
        return ByteBuffer.allocate(40 + content.length())
                .put(digest.getBytes(StandardCharsets.US_ASCII))
                .putInt(length)
                .putInt(offset)
                .put(content.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    @Test
    void whatIsMissingOrDamagedIsNamed() {
        ExtendedXmp.Split split = ExtendedXmp.split(packet(150_000, 10), MOST);
        List<byte[]> parts = split.segments();
        assertReason(split.standard(), List.of(), "is missing");
        assertReason(split.standard(), parts.subList(0, 2), "lacks its last ");
        assertReason(split.standard(), parts.subList(1, 3), "has parts that do not go together");
        assertReason(
                split.standard(),
                List.of(parts.get(0), parts.get(0), parts.get(1), parts.get(2)),
                "has parts that do not go together");
        byte[] changed = parts.get(2).clone();
        changed[100]++;
        assertReason(split.standard(), List.of(parts.get(0), parts.get(1), changed), "is damaged");
        assertReason(packet(1, 1), parts, "is not named by the file's XMP");
        byte[] huge = parts.get(0).clone();
        Arrays.fill(huge, 32, 36, (byte) 0xff);
        assertReason(split.standard(), List.of(huge), "has 4294967295 bytes, too many");
    }

    private static void assertReason(byte[] standard, List<byte[]> segments, String reason) {
        assertThatThrownBy(() -> ExtendedXmp.joined(standard, segments))
                .isInstanceOf(UnusableMetadataException.class)
                .hasMessageStartingWith(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text",
                "<x/>",
                "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>",
                "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>"
                        + "</x:xmpmeta>"
            })
    void whatIsNoXmpIsRefused(String packet) {
        assertThatThrownBy(() -> ExtendedXmp.split(packet.getBytes(StandardCharsets.UTF_8), MOST))
                .isInstanceOf(UnusableMetadataException.class);
    }

    @Test
    void deepTreesAreRefused() {
        byte[] deep = ("<a>".repeat(100_000) + "</a>".repeat(100_000)).getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> ExtendedXmp.split(deep, MOST)).isInstanceOf(UnusableMetadataException.class);
        String start = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
                + "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description>";
        byte[] only = (start + "t".repeat(70_000) + "</rdf:Description></rdf:RDF></x:xmpmeta>")
                .getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> ExtendedXmp.split(only, MOST)).hasMessageContaining("without any property");
    }
}
