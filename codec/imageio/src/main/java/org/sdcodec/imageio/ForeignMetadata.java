package org.sdcodec.imageio;

import static org.sdcodec.imageio.Nodes.below;
import static org.sdcodec.imageio.Nodes.bytes;

import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.InflaterInputStream;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import javax.imageio.metadata.IIOMetadataNode;
import org.sdcodec.codec.metadata.ExifTexts;
import org.sdcodec.codec.metadata.MetadataChunks;
import org.sdcodec.codec.metadata.UnusableMetadataException;
import org.sdcodec.imageio.xmp.ExtendedXmp;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Metadata of other formats' readers as ours: Exif, XMP and color profile of the trees that the JDK's readers of JPEG
 * and PNG make (and TwelveMonkeys' of JPEG), of every reader the texts and the orientation of the standard tree.
 */
final class ForeignMetadata {

    private static final String STANDARD = IIOMetadataFormatImpl.standardMetadataFormatName;
    private static final String JPEG = "javax_imageio_jpeg_image_1.0";
    private static final String PNG = "javax_imageio_png_1.0";

    /** MarkerTag of APP1. */
    private static final String APP1 = "225";

    private static final byte[] EXIF_START = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] XMP_START = "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] FURTHER_XMP_START = ExtendedXmp.SEGMENT_START.getBytes(StandardCharsets.ISO_8859_1);
    private static final String XMP_KEYWORD = "XML:com.adobe.xmp";

    private final SdcMetadata metadata = new SdcMetadata();

    private ForeignMetadata() {}

    /**
     * What of metadata can be written.
     *
     * @param source of any reader; not modified
     * @return a new object
     */
    static SdcMetadata converted(IIOMetadata source) {
        if (source instanceof SdcMetadata own) {
            return own.copy();
        }
        ForeignMetadata conversion = new ForeignMetadata();
        String format = source.getNativeMetadataFormatName();
        if (JPEG.equals(format)) {
            conversion.takeJpeg(source.getAsTree(format));
        } else if (PNG.equals(format)) {
            conversion.takePng(source.getAsTree(format));
        } else if (SdcMetadataFormat.NAME.equals(format)) {
            // That of the same plug-in, loaded by another class loader.
            conversion.merge(format, source.getAsTree(format));
            return conversion.metadata;
        }
        if (source.isStandardMetadataFormatSupported()) {
            conversion.takeStandard(source.getAsTree(STANDARD));
        }
        return conversion.metadata;
    }

    private void takeJpeg(Node root) {
        List<byte[]> further = new ArrayList<>();
        for (Element marker : below(root, "unknown")) {
            byte[] content = bytes(marker);
            if (content != null && APP1.equals(marker.getAttribute("MarkerTag"))) {
                if (startsWith(content, EXIF_START)) {
                    takeExif(Arrays.copyOfRange(content, EXIF_START.length, content.length));
                } else if (startsWith(content, XMP_START)) {
                    takeXmp(Arrays.copyOfRange(content, XMP_START.length, content.length));
                } else if (startsWith(content, FURTHER_XMP_START)) {
                    further.add(Arrays.copyOfRange(content, FURTHER_XMP_START.length, content.length));
                }
            }
        }
        if (!further.isEmpty() && metadata.metadata().xmp().isPresent()) {
            takeFurtherXmp(further);
        }
        for (Element profile : below(root, "app2ICC")) {
            if (profile instanceof IIOMetadataNode own && own.getUserObject() instanceof ICC_Profile icc) {
                metadata.set(metadata.metadata().withIcc(icc.getData()));
            }
        }
    }

    private void takeFurtherXmp(List<byte[]> segments) {
        try {
            byte[] standard = metadata.metadata().xmp().orElseThrow();
            metadata.set(metadata.metadata().withXmp(ExtendedXmp.joined(standard, segments)));
        } catch (UnusableMetadataException e) {
            metadata.lost().add("The further XMP is not written: it " + e.getMessage());
        }
    }

    private void takePng(Node root) {
        for (Element chunk : below(root, "UnknownChunk")) {
            if ("eXIf".equals(chunk.getAttribute("type")) && bytes(chunk) != null) {
                takeExif(bytes(chunk));
            }
        }
        for (Element text : below(root, "iTXtEntry")) {
            if (XMP_KEYWORD.equals(text.getAttribute("keyword"))) {
                takeXmp(text.getAttribute("text").getBytes(StandardCharsets.UTF_8));
            }
        }
        for (Element profile : below(root, "iCCP")) {
            byte[] deflated = bytes(profile);
            if (deflated != null) {
                takeProfile(deflated);
            }
        }
    }

    private void takeProfile(byte[] deflated) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
            byte[] profile = in.readNBytes(MetadataChunks.MAX_BYTES + 1);
            metadata.set(metadata.metadata().withIcc(profile));
        } catch (IOException e) {
            metadata.lost().add("The color profile is damaged and not written");
        }
    }

    /** The first one counts. */
    private void takeExif(byte[] exif) {
        if (metadata.metadata().exif().isEmpty()) {
            try {
                metadata.turn(ExifTexts.orientation(exif));
                metadata.set(metadata.metadata().withExif(exif));
            } catch (UnusableMetadataException e) {
                metadata.lost().add("Exif is not written: it " + e.getMessage());
            }
        }
    }

    /** The first one counts. */
    private void takeXmp(byte[] xmp) {
        if (metadata.metadata().xmp().isEmpty()) {
            metadata.set(metadata.metadata().withXmp(xmp));
        }
    }

    private void takeStandard(Node root) {
        int exif = metadata.orientation();
        for (Element entry : below(root, "TextEntry")) {
            if (XMP_KEYWORD.equals(entry.getAttribute("keyword"))) {
                entry.getParentNode().removeChild(entry);
            }
        }
        merge(STANDARD, root);
        if (exif != Orientation.NORMAL) {
            // Readers of PNG and JPEG know nothing of Exif.
            metadata.turn(exif);
        }
    }

    private void merge(String format, Node root) {
        try {
            metadata.mergeTree(format, root);
        } catch (IIOInvalidTreeException e) {
            metadata.lost().add("Metadata is not written: " + e.getMessage());
        }
    }

    private static boolean startsWith(byte[] content, byte[] start) {
        return content.length > start.length && Arrays.equals(content, 0, start.length, start, 0, start.length);
    }
}
