package org.sdcodec.imageio;

import java.util.Locale;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import javax.imageio.metadata.IIOMetadataNode;
import org.sdcodec.SdcInfo;
import org.w3c.dom.Node;

/** Header information of a file as ImageIO's standard tree. Read-only. */
final class SdcMetadata extends IIOMetadata {

    private final SdcInfo info;

    SdcMetadata(SdcInfo info) {
        super(true, null, null, null, null);
        this.info = info;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public Node getAsTree(String formatName) {
        if (!IIOMetadataFormatImpl.standardMetadataFormatName.equals(formatName)) {
            throw new IllegalArgumentException("there is no metadata of the format " + formatName + ", only of "
                    + IIOMetadataFormatImpl.standardMetadataFormatName);
        }
        return getStandardTree();
    }

    @Override
    public void mergeTree(String formatName, Node root) {
        throw readOnly();
    }

    @Override
    public void reset() {
        throw readOnly();
    }

    private static IllegalStateException readOnly() {
        return new IllegalStateException("the metadata of .sdc files is read-only");
    }

    @Override
    protected IIOMetadataNode getStandardChromaNode() {
        return group(
                "Chroma",
                node("ColorSpaceType", "name", "RGB"),
                node("NumChannels", "value", info.alpha() ? "4" : "3"),
                node("BlackIsZero", "value", "TRUE"));
    }

    @Override
    protected IIOMetadataNode getStandardCompressionNode() {
        return group(
                "Compression",
                node("CompressionTypeName", "value", info.mode()),
                node("Lossless", "value", "FALSE"),
                node("NumProgressiveScans", "value", "1"),
                node("BitRate", "value", Float.toString((float) info.bitsPerPixel())));
    }

    @Override
    protected IIOMetadataNode getStandardDataNode() {
        return group(
                "Data",
                node("PlanarConfiguration", "value", "PixelInterleaved"),
                node("SampleFormat", "value", "UnsignedIntegral"),
                node("BitsPerSample", "value", info.alpha() ? "8 8 8 8" : "8 8 8"));
    }

    @Override
    protected IIOMetadataNode getStandardDimensionNode() {
        return group(
                "Dimension",
                node("PixelAspectRatio", "value", "1"),
                node("ImageOrientation", "value", "Normal"),
                node("HorizontalScreenSize", "value", Integer.toString(info.width())),
                node("VerticalScreenSize", "value", Integer.toString(info.height())));
    }

    @Override
    protected IIOMetadataNode getStandardDocumentNode() {
        return group("Document", node("FormatVersion", "value", Integer.toString(info.version())));
    }

    /** What the standard tree has no place for. */
    @Override
    protected IIOMetadataNode getStandardTextNode() {
        return group(
                "Text",
                entry("step", String.format(Locale.ROOT, "%s", info.step())),
                entry("fingerprint", info.fingerprint()));
    }

    @Override
    protected IIOMetadataNode getStandardTransparencyNode() {
        return group("Transparency", node("Alpha", "value", info.alpha() ? "nonpremultiplied" : "none"));
    }

    private static IIOMetadataNode group(String name, IIOMetadataNode... children) {
        IIOMetadataNode group = new IIOMetadataNode(name);
        for (IIOMetadataNode child : children) {
            group.appendChild(child);
        }
        return group;
    }

    private static IIOMetadataNode entry(String keyword, String value) {
        IIOMetadataNode entry = node("TextEntry", "keyword", keyword);
        entry.setAttribute("value", value);
        return entry;
    }

    private static IIOMetadataNode node(String name, String attribute, String value) {
        IIOMetadataNode node = new IIOMetadataNode(name);
        node.setAttribute(attribute, value);
        return node;
    }
}
