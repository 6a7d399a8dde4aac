package org.sdcodec.imageio;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.sdcodec.Codec;
import org.sdcodec.Gamut;
import org.sdcodec.Metadata;
import org.sdcodec.MetadataKind;
import org.sdcodec.Picture;
import org.sdcodec.codec.metadata.ExifTexts;
import org.sdcodec.codec.metadata.ExifTexts.Text;
import org.sdcodec.imageio.color.GamutProfiles;

/** Metadata from files of the JDK's formats into {@code .sdc} files and from these on, as programs of ImageIO do it. */
class MetadataPassThroughTest {

    private static final String STANDARD = IIOMetadataFormatImpl.standardMetadataFormatName;
    private static final byte[] EXIF = ExifTexts.with(null, Map.of(Text.MODEL, "Box", Text.COPYRIGHT, "nobody"));
    private static final byte[] XMP =
            "<x:xmpmeta><rdf:RDF dc:title='Tree'/></x:xmpmeta>".getBytes(StandardCharsets.UTF_8);

    private final BufferedImage image = TestFiles.image(24, 16, BufferedImage.TYPE_INT_RGB);
    private final List<String> warnings = new ArrayList<>();

    private byte[] written(String format, BufferedImage pixels, IIOMetadata metadata, SdcImageWriteParam param)
            throws IOException {
        ImageWriter writer = format.equals("sdc") ? new SdcImageWriter(new SdcImageWriterSpi()) : jdkWriter(format);
        writer.addIIOWriteWarningListener((source, index, warning) -> warnings.add(warning));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(pixels, null, metadata), param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static ImageWriter jdkWriter(String format) {
        return ImageIO.getImageWritersByFormatName(format).next();
    }

    private static IIOMetadata read(String format, byte[] file) throws IOException {
        ImageReader reader = format.equals("sdc")
                ? new SdcImageReader(new SdcImageReaderSpi())
                : ImageIO.getImageReadersByFormatName(format).next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in);
            return reader.getImageMetadata(0);
        } finally {
            reader.dispose();
        }
    }

    /** A PNG file with Exif, XMP, an sRGB profile and a text. */
    private IIOMetadata png() throws IOException {
        IIOMetadata metadata =
                jdkWriter("png").getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
        IIOMetadataNode exif = Nodes.object("UnknownChunk", EXIF);
        exif.setAttribute("type", "eXIf");
        IIOMetadataNode xmp = Nodes.node("iTXtEntry", "keyword", "XML:com.adobe.xmp");
        xmp.setAttribute("compressionFlag", "FALSE");
        xmp.setAttribute("compressionMethod", "0");
        xmp.setAttribute("languageTag", "");
        xmp.setAttribute("translatedKeyword", "");
        xmp.setAttribute("text", new String(XMP, StandardCharsets.UTF_8));
        IIOMetadataNode text = Nodes.node("tEXtEntry", "keyword", "Author");
        text.setAttribute("value", "B");
        IIOMetadataNode profile = Nodes.object("iCCP", deflated(srgb()));
        profile.setAttribute("profileName", "sRGB");
        profile.setAttribute("compressionMethod", "deflate");
        metadata.mergeTree(
                "javax_imageio_png_1.0",
                Nodes.group(
                        "javax_imageio_png_1.0",
                        Nodes.group("iTXt", xmp),
                        Nodes.group("tEXt", text),
                        profile,
                        Nodes.group("UnknownChunks", exif)));
        return read("png", written("png", image, metadata, null));
    }

    private static byte[] srgb() {
        return GamutProfiles.of(Gamut.SRGB).getData();
    }

    private static byte[] deflated(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(out)) {
            deflated.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void whatAPngFileHasGoesIntoTheFileAndComesBack() throws IOException {
        byte[] sdc = written("sdc", image, png(), null);
        Metadata kept = Codec.info(sdc).metadata();
        assertThat(ExifTexts.of(kept.exif().orElseThrow()))
                .containsOnly(
                        Map.entry(Text.MODEL, "Box"), Map.entry(Text.COPYRIGHT, "nobody"), Map.entry(Text.ARTIST, "B"));
        assertThat(kept.xmp().orElseThrow()).isEqualTo(XMP);
        assertThat(kept.icc().orElseThrow()).isEqualTo(srgb());
        // The structure of our own is shorter.
        assertThat(warnings).allMatch(warning -> warning.endsWith("bytes of metadata are left out."));

        IIOMetadata again = read("sdc", sdc);
        byte[] second = written("sdc", image, again, null);
        assertThat(second).isEqualTo(sdc);
        IIOMetadata asPng =
                jdkWriter("png").getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
        asPng.mergeTree(STANDARD, again.getAsTree(STANDARD));
        assertThat(Nodes.below(asPng.getAsTree(STANDARD), "TextEntry"))
                .extracting(entry -> entry.getAttribute("keyword") + "=" + entry.getAttribute("value"))
                .contains("Model=Box", "Author=B", "Copyright=nobody");
    }

    @Test
    void theParametersSayWhatIsKept() throws IOException {
        SdcImageWriteParam param = new SdcImageWriteParam(Locale.ROOT);
        assertThat(param.getMetadata()).doesNotContain(MetadataKind.LOCATION, MetadataKind.DETAILS);
        param.setMetadata(Set.of());
        assertThat(Codec.info(written("sdc", image, png(), param)).metadata().isEmpty())
                .isTrue();
        assertThat(warnings).singleElement().asString().endsWith("bytes of metadata are left out.");
        param.setMetadata(EnumSet.of(MetadataKind.XMP));
        Metadata kept = Codec.info(written("sdc", image, png(), param)).metadata();
        assertThat(kept.exif()).isEmpty();
        assertThat(kept.xmp()).isPresent();
    }

    /** A JPEG file of a camera that was turned; files hold upright pixels. */
    @Test
    void aJpegFileIsTurnedUpright() throws IOException {
        IIOMetadata metadata =
                jdkWriter("jpeg").getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
        byte[] turned = ExifTexts.with(oriented(), Map.of(Text.MODEL, "Box"));
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree("javax_imageio_jpeg_image_1.0");
        IIOMetadataNode markers =
                (IIOMetadataNode) root.getElementsByTagName("markerSequence").item(0);
        markers.insertBefore(app1("Exif\0\0", turned), markers.getFirstChild());
        markers.insertBefore(app1("http://ns.adobe.com/xap/1.0/\0", XMP), markers.getFirstChild());
        IIOMetadataNode comment = Nodes.object("com", "a tree".getBytes(StandardCharsets.ISO_8859_1));
        markers.insertBefore(comment, markers.getFirstChild());
        metadata.setFromTree("javax_imageio_jpeg_image_1.0", root);
        byte[] jpeg = written("jpeg", image, metadata, null);

        byte[] sdc = written("sdc", image, read("jpeg", jpeg), null);
        assertThat(warnings).contains("The image is turned upright, as its metadata says (Rotate270).");
        assertThat(Codec.info(sdc).width()).isEqualTo(16);
        assertThat(Codec.info(sdc).height()).isEqualTo(24);
        Metadata kept = Codec.info(sdc).metadata();
        assertThat(ExifTexts.of(kept.exif().orElseThrow()))
                .containsOnly(Map.entry(Text.MODEL, "Box"), Map.entry(Text.DESCRIPTION, "a tree"));
        assertThat(ExifTexts.orientation(kept.exif().orElseThrow())).isEqualTo(1);
        assertThat(kept.xmp().orElseThrow()).isEqualTo(XMP);
        try (Codec codec = Codec.embedded()) {
            Picture upright = Orientation.apply(BufferedImages.toPicture(image), 6);
            assertThat(codec.decode(sdc).withMetadata(Metadata.NONE)).isEqualTo(codec.decode(codec.encode(upright)));
        }
    }

    private static IIOMetadataNode app1(String start, byte[] content) {
        byte[] first = start.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(first, first.length + content.length);
        System.arraycopy(content, 0, all, first.length, content.length);
        IIOMetadataNode node = Nodes.object("unknown", all);
        node.setAttribute("MarkerTag", "225");
        return node;
    }

    /** Exif of the orientation 6 alone. */
    private static byte[] oriented() {
        return new byte[] {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0};
    }

    @Test
    void damagedMetadataIsLeftOutWithAWarning() throws IOException {
        SdcMetadata metadata = new SdcMetadata();
        metadata.set(Metadata.NONE.withExif(new byte[20]).withIcc(new byte[200]));
        Metadata kept = Codec.info(written("sdc", image, metadata, null)).metadata();
        assertThat(kept.isEmpty()).isTrue();
        assertThat(warnings)
                .containsExactly(
                        "The color profile is not written; the file's colors are those of sRGB.",
                        "20 bytes of metadata are left out.",
                        "Exif is left out: it is no TIFF structure.");
    }

    /**
     * Colors of Display P3 are converted, or kept where that is asked for; a reader gives them as they are, or as sRGB.
     */
    @Test
    void wideColorsAreConvertedOrKept() throws IOException {
        Picture wide = BufferedImages.toPicture(image).withGamut(Gamut.DISPLAY_P3);
        ImageTypeSpecifier type = ImageTypeSpecifier.createInterleaved(
                GamutProfiles.space(Gamut.DISPLAY_P3), new int[] {0, 1, 2}, 0, false, false);
        BufferedImage tagged = type.createBufferedImage(24, 16);
        tagged.setData(BufferedImages.view(wide).getData());
        SdcMetadata profile = new SdcMetadata();
        profile.set(
                Metadata.NONE.withIcc(GamutProfiles.forFiles(Gamut.DISPLAY_P3).orElseThrow()));
        assertThat(Codec.info(written("sdc", tagged, profile, null)).gamut()).isEqualTo(Gamut.SRGB);
        assertThat(warnings).containsExactly("The color profile is not written; the file's colors are those of sRGB.");

        SdcImageWriteParam param = new SdcImageWriteParam(Locale.ROOT);
        param.setGamut(Gamut.DISPLAY_P3);
        byte[] sdc = written("sdc", tagged, profile, param);
        assertThat(Codec.info(sdc).gamut()).isEqualTo(Gamut.DISPLAY_P3);
        assertThat(Codec.info(sdc).metadata()).isEqualTo(profile.metadata());
        try (Codec codec = Codec.embedded();
                ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(sdc))) {
            Picture decoded = codec.decode(sdc).withMetadata(Metadata.NONE);
            SdcImageReader reader = new SdcImageReader(new SdcImageReaderSpi());
            reader.setInput(in);
            BufferedImage own = reader.read(0, null);
            assertThat(own.getColorModel().getColorSpace()).isSameAs(GamutProfiles.space(Gamut.DISPLAY_P3));
            assertThat(BufferedImages.toPicture(own, Gamut.DISPLAY_P3)).isEqualTo(decoded);
            SdcImageReadParam srgb = new SdcImageReadParam();
            srgb.setDestinationType(ImageTypeSpecifier.createFromBufferedImageType(BufferedImage.TYPE_INT_RGB));
            assertThat(BufferedImages.toPicture(reader.read(0, srgb))).isEqualTo(decoded.inSrgb());
        }
    }
}
