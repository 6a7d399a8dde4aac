package org.sdcodec.imageio;

import static org.sdcodec.imageio.Nodes.group;
import static org.sdcodec.imageio.Nodes.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import javax.imageio.metadata.IIOMetadataNode;
import org.sdcodec.Metadata;
import org.sdcodec.SdcInfo;
import org.sdcodec.codec.metadata.ExifTexts;
import org.sdcodec.codec.metadata.ExifTexts.Text;
import org.sdcodec.codec.metadata.UnusableMetadataException;
import org.w3c.dom.Node;

/**
 * Metadata of a file that was read, or of one to be written, as our own tree ({@link SdcMetadataFormat}) and ImageIO's
 * standard one. Merging a standard tree adds its texts, as Exif, and its orientation. Not thread-safe.
 */
final class SdcMetadata extends IIOMetadata {

    private static final String STANDARD = IIOMetadataFormatImpl.standardMetadataFormatName;

    /** Of the file that was read; null if there is none. */
    private final SdcInfo info;

    private Metadata metadata;
    private int orientation = Orientation.NORMAL;
    private final List<String> lost = new ArrayList<>();

    /** Nothing, to be written. */
    SdcMetadata() {
        this(null, Metadata.NONE);
    }

    /** Of a file. */
    SdcMetadata(SdcInfo info) {
        this(info, info.metadata());
    }

    private SdcMetadata(SdcInfo info, Metadata metadata) {
        super(true, SdcMetadataFormat.NAME, SdcMetadataFormat.class.getName(), null, null);
        this.info = info;
        this.metadata = metadata;
    }

    /** Exif, XMP and the color profile. */
    Metadata metadata() {
        return metadata;
    }

    void set(Metadata other) {
        this.metadata = other;
    }

    /** How the pixels have to be turned, 1 to 8 as in Exif. */
    int orientation() {
        return orientation;
    }

    void turn(int exif) {
        this.orientation = exif;
    }

    /** Sentences about what was given and has no place in a file. */
    List<String> lost() {
        return lost;
    }

    /** Another object of the same content. */
    SdcMetadata copy() {
        SdcMetadata copy = new SdcMetadata(info, metadata);
        copy.orientation = orientation;
        copy.lost.addAll(lost);
        return copy;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public void reset() {
        metadata = Metadata.NONE;
        orientation = Orientation.NORMAL;
        lost.clear();
    }

    @Override
    public Node getAsTree(String formatName) {
        if (STANDARD.equals(formatName)) {
            return getStandardTree();
        }
        requireNative(formatName);
        IIOMetadataNode root = new IIOMetadataNode(SdcMetadataFormat.NAME);
        if (info != null) {
            root.appendChild(header());
            root.appendChild(node(
                    SdcMetadataFormat.COLORS,
                    SdcMetadataFormat.GAMUT,
                    info.gamut().title()));
        }
        root.appendChild(node(SdcMetadataFormat.ORIENTATION, SdcMetadataFormat.VALUE, Integer.toString(orientation)));
        metadata.exif().ifPresent(exif -> root.appendChild(Nodes.object(SdcMetadataFormat.EXIF, exif)));
        metadata.xmp().ifPresent(xmp -> root.appendChild(Nodes.object(SdcMetadataFormat.XMP, xmp)));
        metadata.icc().ifPresent(icc -> root.appendChild(Nodes.object(SdcMetadataFormat.ICC, icc)));
        return root;
    }

    private static void requireNative(String formatName) {
        if (!SdcMetadataFormat.NAME.equals(formatName)) {
            throw new IllegalArgumentException("there is no metadata of the format " + formatName + ", only of "
                    + SdcMetadataFormat.NAME + " and " + STANDARD);
        }
    }

    private IIOMetadataNode header() {
        List<Object> values = List.of(
                info.width(),
                info.height(),
                info.codedWidth(),
                info.codedHeight(),
                info.version(),
                info.mode(),
                String.format(Locale.ROOT, "%s", info.step()),
                info.fingerprint(),
                info.bytes());
        IIOMetadataNode header = new IIOMetadataNode(SdcMetadataFormat.HEADER);
        for (int i = 0; i < values.size(); i++) {
            header.setAttribute(
                    SdcMetadataFormat.HEADER_FIELDS.get(i), values.get(i).toString());
        }
        return header;
    }

    /**
     * Adds what a tree has, in place of what is there of the same kind.
     *
     * @throws IIOInvalidTreeException if it is of another format, or a part of it is not what the format says
     */
    @Override
    public void mergeTree(String formatName, Node root) throws IIOInvalidTreeException {
        if (root == null) {
            throw new IllegalArgumentException("the tree is null");
        }
        if (!STANDARD.equals(formatName)) {
            requireNative(formatName);
        }
        if (!formatName.equals(root.getNodeName())) {
            throw new IIOInvalidTreeException(
                    "the root is named " + root.getNodeName() + ", but the format is " + formatName, root);
        }
        if (STANDARD.equals(formatName)) {
            mergeStandard(root);
        } else {
            mergeNative(root);
        }
    }

    private void mergeNative(Node root) throws IIOInvalidTreeException {
        Metadata merged = metadata;
        int turned = orientation;
        for (Node child = root.getFirstChild(); child != null; child = child.getNextSibling()) {
            switch (child.getNodeName()) {
                case SdcMetadataFormat.HEADER, SdcMetadataFormat.COLORS -> {
                    // Header information of the file that was read.
                }
                case SdcMetadataFormat.ORIENTATION -> turned = orientation(child);
                case SdcMetadataFormat.EXIF -> merged = merged.withExif(content(child));
                case SdcMetadataFormat.XMP -> merged = merged.withXmp(content(child));
                case SdcMetadataFormat.ICC -> merged = merged.withIcc(content(child));
                default -> throw new IIOInvalidTreeException("there is no element " + child.getNodeName(), child);
            }
        }
        metadata = merged;
        orientation = turned;
    }

    private static int orientation(Node node) throws IIOInvalidTreeException {
        Node value = node.getAttributes().getNamedItem(SdcMetadataFormat.VALUE);
        if (value == null || !value.getNodeValue().matches("[1-8]")) {
            throw new IIOInvalidTreeException("an orientation is 1 to 8", node);
        }
        return Integer.parseInt(value.getNodeValue());
    }

    private static byte[] content(Node node) throws IIOInvalidTreeException {
        byte[] content = Nodes.bytes(node);
        if (content == null || content.length == 0) {
            throw new IIOInvalidTreeException(
                    "the user object of " + node.getNodeName() + " is not an array of bytes", node);
        }
        return content;
    }

    private void mergeStandard(Node root) throws IIOInvalidTreeException {
        List<String> others = new ArrayList<>();
        Map<Text, String> texts = StandardTree.texts(root, others);
        if (!texts.isEmpty()) {
            try {
                metadata = metadata.withExif(ExifTexts.with(metadata.exif().orElse(null), texts));
            } catch (UnusableMetadataException e) {
                throw new IIOInvalidTreeException("Exif that is there " + e.getMessage(), e, root);
            }
        }
        if (!others.isEmpty()) {
            lost.add("Texts with other keywords than those of Exif are not written: " + String.join(", ", others));
        }
        StandardTree.orientation(root).ifPresent(this::turn);
    }

    private Map<Text, String> texts() {
        try {
            return metadata.exif().map(ExifTexts::of).orElse(Map.of());
        } catch (UnusableMetadataException e) {
            // The file's Exif is not checked when it is read; its bytes are in our own tree.
            return Map.of();
        }
    }

    @Override
    protected IIOMetadataNode getStandardChromaNode() {
        return info == null
                ? null
                : group(
                        "Chroma",
                        node("ColorSpaceType", "name", "RGB"),
                        node("NumChannels", "value", info.alpha() ? "4" : "3"),
                        node("BlackIsZero", "value", "TRUE"));
    }

    @Override
    protected IIOMetadataNode getStandardCompressionNode() {
        return info == null
                ? null
                : group(
                        "Compression",
                        node("CompressionTypeName", "value", info.mode()),
                        node("Lossless", "value", "FALSE"),
                        node("NumProgressiveScans", "value", "1"),
                        node("BitRate", "value", Float.toString((float) info.bitsPerPixel())));
    }

    @Override
    protected IIOMetadataNode getStandardDataNode() {
        return info == null
                ? null
                : group(
                        "Data",
                        node("PlanarConfiguration", "value", "PixelInterleaved"),
                        node("SampleFormat", "value", "UnsignedIntegral"),
                        node("BitsPerSample", "value", info.alpha() ? "8 8 8 8" : "8 8 8"));
    }

    @Override
    protected IIOMetadataNode getStandardDimensionNode() {
        return StandardTree.dimension(orientation, info == null ? 0 : info.width(), info == null ? 0 : info.height());
    }

    @Override
    protected IIOMetadataNode getStandardDocumentNode() {
        return StandardTree.documentNode(info == null ? null : Integer.toString(info.version()), texts());
    }

    @Override
    protected IIOMetadataNode getStandardTextNode() {
        return StandardTree.textNode(texts());
    }

    @Override
    protected IIOMetadataNode getStandardTransparencyNode() {
        return info == null
                ? null
                : group("Transparency", node("Alpha", "value", info.alpha() ? "nonpremultiplied" : "none"));
    }
}
