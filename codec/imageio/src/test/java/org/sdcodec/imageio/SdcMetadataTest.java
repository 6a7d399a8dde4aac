package org.sdcodec.imageio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadataFormat;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Test;
import org.sdcodec.Codec;
import org.sdcodec.codec.metadata.ExifTexts;
import org.sdcodec.codec.metadata.ExifTexts.Text;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

class SdcMetadataTest {

    private static final String STANDARD = IIOMetadataFormatImpl.standardMetadataFormatName;
    private static final String OWN = SdcMetadataFormat.NAME;
    private static final byte[] XMP = "<x:xmpmeta/>".getBytes(StandardCharsets.UTF_8);

    private static SdcMetadata of(String name) throws IOException {
        return new SdcMetadata(Codec.info(TestFiles.bytes(name)));
    }

    @Test
    void theStandardTreeHoldsTheHeader() throws IOException {
        byte[] file = TestFiles.bytes("translucent.sdc");
        Element tree = (Element) new SdcMetadata(Codec.info(file)).getAsTree(STANDARD);
        assertThat(value(tree, "HorizontalScreenSize")).isEqualTo("33");
        assertThat(value(tree, "VerticalScreenSize")).isEqualTo("17");
        assertThat(value(tree, "NumChannels")).isEqualTo("4");
        assertThat(value(tree, "Alpha")).isEqualTo("nonpremultiplied");
        assertThat(value(tree, "BitsPerSample")).isEqualTo("8 8 8 8");
        assertThat(value(tree, "CompressionTypeName")).isEqualTo("scalar");
        assertThat(value(tree, "Lossless")).isEqualTo("FALSE");
        assertThat(value(tree, "ImageOrientation")).isEqualTo("Normal");
        assertThat(Float.parseFloat(value(tree, "BitRate"))).isEqualTo((float) (8.0 * file.length / (33 * 17)));
        assertThat(tree.getElementsByTagName("TextEntry").getLength()).isZero();
    }

    @Test
    void anOpaqueFileHasNoAlpha() throws IOException {
        Element tree = (Element) of("opaque.sdc").getAsTree(STANDARD);
        assertThat(value(tree, "Alpha")).isEqualTo("none");
        assertThat(value(tree, "NumChannels")).isEqualTo("3");
    }

    @Test
    void ourOwnTreeHoldsTheRest() throws IOException {
        SdcMetadata metadata = of("opaque.sdc");
        metadata.set(metadata.metadata().withXmp(XMP));
        Element tree = (Element) metadata.getAsTree(OWN);
        Element header = (Element) tree.getElementsByTagName("Header").item(0);
        assertThat(header.getAttribute("width")).isEqualTo("40");
        assertThat(header.getAttribute("fingerprint")).hasSize(4);
        assertThat(((Element) tree.getElementsByTagName("Colors").item(0)).getAttribute("gamut"))
                .isEqualTo("sRGB");
        assertThat(Nodes.bytes(tree.getElementsByTagName("XMP").item(0))).isEqualTo(XMP);
        assertThat(metadata.getMetadataFormatNames()).containsExactly(OWN, STANDARD);
        assertThatThrownBy(() -> metadata.getAsTree("other")).isInstanceOf(IllegalArgumentException.class);
    }

    /** What the format says of elements and attributes is true of the trees. */
    @Test
    void theTreeIsOfItsFormat() throws IOException {
        SdcMetadata metadata = of("opaque.sdc");
        metadata.set(metadata.metadata().withXmp(XMP).withExif(new byte[8]).withIcc(new byte[9]));
        IIOMetadataFormat format = metadata.getMetadataFormat(OWN);
        assertThat(format.getRootName()).isEqualTo(OWN);
        Node root = metadata.getAsTree(OWN);
        assertThat(format.getChildNames(OWN))
                .containsExactlyInAnyOrderElementsOf(Nodes.below(root, "Header").isEmpty() ? List.of() : names(root));
        for (Node child = root.getFirstChild(); child != null; child = child.getNextSibling()) {
            String name = child.getNodeName();
            assertThat(format.canNodeAppear(name, null)).isTrue();
            for (int i = 0; i < child.getAttributes().getLength(); i++) {
                assertThat(format.getAttributeNames(name))
                        .contains(child.getAttributes().item(i).getNodeName());
            }
            if (((IIOMetadataNode) child).getUserObject() != null) {
                assertThat(format.getObjectClass(name)).isEqualTo(byte.class);
            }
        }
        assertThat(format.getElementDescription(OWN, null)).isNull();
    }

    private static List<String> names(Node root) {
        List<String> names = new ArrayList<>();
        for (Node child = root.getFirstChild(); child != null; child = child.getNextSibling()) {
            names.add(child.getNodeName());
        }
        return names;
    }

    @Test
    void treesCanBeMergedSetAndReset() throws IOException {
        SdcMetadata source = of("opaque.sdc");
        source.set(source.metadata().withXmp(XMP));
        SdcMetadata target = new SdcMetadata();
        assertThat(target.isReadOnly()).isFalse();
        target.mergeTree(OWN, source.getAsTree(OWN));
        assertThat(target.metadata()).isEqualTo(source.metadata());
        IIOMetadataNode turned = new IIOMetadataNode(OWN);
        turned.appendChild(Nodes.node("Orientation", "value", "6"));
        target.mergeTree(OWN, turned);
        assertThat(target.orientation()).isEqualTo(6);
        assertThat(target.metadata()).isEqualTo(source.metadata());
        assertThat(value((Element) target.getAsTree(STANDARD), "ImageOrientation"))
                .isEqualTo("Rotate270");
        target.setFromTree(OWN, turned);
        assertThat(target.metadata().isEmpty()).isTrue();
        target.reset();
        assertThat(target.orientation()).isEqualTo(1);
    }

    @Test
    void treesOfAnotherFormAreRefusedAndChangeNothing() throws IOException {
        SdcMetadata metadata = new SdcMetadata();
        metadata.set(metadata.metadata().withXmp(XMP));
        for (IIOMetadataNode bad : List.of(
                Nodes.node("Orientation", "value", "9"),
                Nodes.node("Orientation", "angle", "90"),
                Nodes.object("Exif", "text"),
                Nodes.object("Exif", new byte[0]),
                new IIOMetadataNode("ICC"),
                new IIOMetadataNode("Unknown"))) {
            IIOMetadataNode root = new IIOMetadataNode(OWN);
            root.appendChild(Nodes.object("ICC", new byte[5]));
            root.appendChild(bad);
            assertThatThrownBy(() -> metadata.mergeTree(OWN, root)).isInstanceOf(IIOInvalidTreeException.class);
            assertThat(metadata.metadata().icc()).isEmpty();
        }
        assertThatThrownBy(() -> metadata.mergeTree(STANDARD, new IIOMetadataNode(OWN)))
                .isInstanceOf(IIOInvalidTreeException.class);
        assertThatThrownBy(() -> metadata.mergeTree("other", new IIOMetadataNode("other")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> metadata.mergeTree(OWN, null)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A text of the standard tree becomes one of Exif, and that one of the standard tree again. */
    @Test
    void textsOfTheStandardTreeAreExif() throws IOException {
        SdcMetadata metadata = new SdcMetadata();
        metadata.set(
                metadata.metadata().withExif(ExifTexts.with(null, Map.of(Text.MODEL, "Box", Text.DESCRIPTION, "old"))));
        IIOMetadataNode root = Nodes.group(
                STANDARD,
                Nodes.group("Dimension", Nodes.node("ImageOrientation", "value", "Rotate90")),
                Nodes.group("Document", time()),
                Nodes.group("Text", text("comment", "Grün"), text("Author", "B"), text("Disclaimer", "none")));
        metadata.mergeTree(STANDARD, root);
        assertThat(ExifTexts.of(metadata.metadata().exif().orElseThrow()))
                .containsOnly(
                        Map.entry(Text.MODEL, "Box"),
                        Map.entry(Text.DESCRIPTION, "Grün"),
                        Map.entry(Text.ARTIST, "B"),
                        Map.entry(Text.TIME, "2026:03:04 05:06:07"));
        assertThat(metadata.orientation()).isEqualTo(8);
        assertThat(metadata.lost())
                .containsExactly("Texts with other keywords than those of Exif are not written: Disclaimer");
        Element tree = (Element) metadata.getAsTree(STANDARD);
        SdcMetadata again = new SdcMetadata();
        again.mergeTree(STANDARD, tree);
        assertThat(ExifTexts.of(again.metadata().exif().orElseThrow()))
                .isEqualTo(ExifTexts.of(metadata.metadata().exif().orElseThrow()));
        assertThat(again.lost()).isEmpty();
    }

    private static IIOMetadataNode time() {
        IIOMetadataNode time = Nodes.node("ImageModificationTime", "year", "2026");
        List<String> rest = List.of("month", "day", "hour", "minute", "second");
        for (int i = 0; i < rest.size(); i++) {
            time.setAttribute(rest.get(i), String.valueOf(3 + i));
        }
        return time;
    }

    static IIOMetadataNode text(String keyword, String content) {
        IIOMetadataNode entry = Nodes.node("TextEntry", "keyword", keyword);
        entry.setAttribute("value", content);
        return entry;
    }

    private static String value(Element tree, String name) {
        Element element = (Element) tree.getElementsByTagName(name).item(0);
        return element.getAttribute("value");
    }
}
