package org.sdcodec.imageio;

import java.util.List;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import org.sdcodec.Gamut;
import org.sdcodec.codec.metadata.MetadataChunks;

/**
 * The native metadata of {@code .sdc} files, {@value #NAME}. Its elements, each at most once:
 *
 * <ul>
 *   <li>{@code Header}: header information of the file; written by the reader, ignored by the writer
 *   <li>{@code Colors}: the {@code gamut} of the pixels, {@code sRGB} or {@code Display P3}; ignored by the writer,
 *       which sees it by the image
 *   <li>{@code Orientation}: {@code value}, 1 to 8 as in Exif, how the pixels have to be turned. The writer turns them;
 *       files hold upright pixels
 *   <li>{@code Exif}, {@code XMP}, {@code ICC}: their bytes ({@code byte[]}) as the user object
 * </ul>
 */
public final class SdcMetadataFormat extends IIOMetadataFormatImpl {

    /** Of the format, and of the root of its trees. */
    public static final String NAME = "org_sdcodec_imageio_1.0";

    static final String HEADER = "Header";
    static final String COLORS = "Colors";
    static final String ORIENTATION = "Orientation";
    static final String EXIF = "Exif";
    static final String XMP = "XMP";
    static final String ICC = "ICC";
    static final String GAMUT = "gamut";
    static final String VALUE = "value";

    /** Attributes of the header, in the order of {@link SdcMetadata}. */
    static final List<String> HEADER_FIELDS =
            List.of("width", "height", "codedWidth", "codedHeight", "version", "mode", "step", "fingerprint", "bytes");

    private static final SdcMetadataFormat INSTANCE = new SdcMetadataFormat();

    private SdcMetadataFormat() {
        super(NAME, CHILD_POLICY_SOME);
        addElement(HEADER, NAME, CHILD_POLICY_EMPTY);
        for (String field : HEADER_FIELDS) {
            addAttribute(HEADER, field, DATATYPE_STRING, true, null);
        }
        addElement(COLORS, NAME, CHILD_POLICY_EMPTY);
        addAttribute(
                COLORS,
                GAMUT,
                DATATYPE_STRING,
                true,
                Gamut.SRGB.title(),
                List.of(Gamut.SRGB.title(), Gamut.DISPLAY_P3.title()));
        addElement(ORIENTATION, NAME, CHILD_POLICY_EMPTY);
        addAttribute(ORIENTATION, VALUE, DATATYPE_INTEGER, true, "1", "1", "8", true, true);
        for (String name : List.of(EXIF, XMP, ICC)) {
            addElement(name, NAME, CHILD_POLICY_EMPTY);
            addObjectValue(name, byte.class, 1, MetadataChunks.MAX_BYTES);
        }
    }

    /** The format; ImageIO calls this by its name. */
    public static SdcMetadataFormat getInstance() {
        return INSTANCE;
    }

    /** True: pictures of all types have the same metadata. */
    @Override
    public boolean canNodeAppear(String elementName, ImageTypeSpecifier imageType) {
        return true;
    }
}
