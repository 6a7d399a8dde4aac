package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Metadata;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.image.ReadPicture;

/** Metadata from picture files through {@code .sdc} files into picture files. */
class MetadataCommandsTest {
    private static final byte[] XMP =
            "<x:xmpmeta><rdf:RDF dc:title='Tree'/></x:xmpmeta>".getBytes(StandardCharsets.UTF_8);

    /** Little-endian, one directory: Model = "Box". */
    private static final byte[] EXIF =
            HexFormat.of().parseHex("49492a0008000000" + "0100" + "1001020004000000426f7800" + "00000000");

    @TempDir
    Path folder;

    private Path photo(ImageFormat format) throws IOException {
        Path file = folder.resolve("photo." + format.extensions().get(0));
        int[] pixels = new int[24 * 16];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = 0x404040 + i * 0x010300;
        }
        Picture picture = Picture.opaque(24, 16, pixels)
                .withMetadata(Metadata.NONE.withExif(EXIF).withXmp(XMP));
        try (OutputStream out = Files.newOutputStream(file)) {
            ImageFiles.write(picture, format, 95, out);
        }
        return file;
    }

    private static Metadata metadata(Path file) throws IOException {
        return ImageFiles.read(file, 1000).picture().metadata();
    }

    @Test
    void picturesKeepWhatIsNamed() throws IOException {
        for (ImageFormat format : new ImageFormat[] {ImageFormat.PNG, ImageFormat.JPEG}) {
            Path photo = photo(format);
            assertThat(metadata(photo)).isEqualTo(Metadata.NONE.withExif(EXIF).withXmp(XMP));
            Path sdc = folder.resolve("photo.sdc");
            Cli.Result encoded =
                    new Cli().run("encode", "--overwrite", "--metadata", "exif,xmp", photo.toString(), sdc.toString());
            assertThat(encoded.status()).as(encoded.err()).isZero();
            assertThat(encoded.err()).doesNotContain("left out");
            assertThat(new Cli().run("info", sdc.toString()).out()).contains("Exif 26, XMP 49, ICC 0 bytes");
            Path decoded = folder.resolve("again." + format.extensions().get(0));
            assertThat(new Cli()
                            .run("decode", sdc.toString(), decoded.toString())
                            .status())
                    .isZero();
            assertThat(metadata(decoded)).isEqualTo(metadata(photo));
        }
    }

    /** Cameras that measure depth put it into XMP, far more than a segment of a JPEG file holds. */
    @Test
    void largeXmpGoesThroughJpegFiles() throws IOException {
        String rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
        byte[] large = ("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"" + rdf
                        + "\"><rdf:Description rdf:about=\"\"/><rdf:Description xmlns:d=\"urn:d\" d:map=\""
                        + "A".repeat(200_000)
                        + "\" rdf:about=\"\"/></rdf:RDF></x:xmpmeta>")
                .getBytes(StandardCharsets.UTF_8);
        Path jpeg = folder.resolve("depth.jpg");
        Picture picture = Picture.opaque(24, 16, new int[24 * 16]).withMetadata(Metadata.NONE.withXmp(large));
        try (OutputStream out = Files.newOutputStream(jpeg)) {
            ImageFiles.write(picture, ImageFormat.JPEG, 95, out);
        }
        assertThat(ImageFiles.read(jpeg, 1000).warnings()).isEmpty();
        String read = new String(metadata(jpeg).xmp().orElseThrow(), StandardCharsets.UTF_8);
        assertThat(read).contains("d:map=\"" + "A".repeat(200_000) + "\"").doesNotContain("xmpNote:HasExtendedXMP");
        byte[] cut = Files.readAllBytes(jpeg);
        int second = new String(cut, StandardCharsets.ISO_8859_1).indexOf("xmp/extension/");
        cut[second + 20]++;
        ReadPicture damaged = ImageFiles.read(cut, "photo", 1000);
        assertThat(damaged.warnings())
                .containsExactly("the further XMP of its metadata has parts that do not go together, and is left out");
        assertThat(damaged.picture().metadata().xmp()).isPresent();
        Picture noXml = picture.withMetadata(Metadata.NONE.withXmp(new byte[70_000]));
        assertThatThrownBy(() -> ImageFiles.write(noXml, ImageFormat.JPEG, 95, OutputStream.nullOutputStream()))
                .hasMessageContaining("the XMP of 70000 bytes does not fit into a JPEG file");
    }

    @Test
    void whatIsLeftOutIsSaid() throws IOException {
        Path photo = photo(ImageFormat.JPEG);
        Cli.Result bare = new Cli().run("encode", photo.toString());
        assertThat(bare.err()).contains("photo.jpg: 75 bytes of metadata are left out");
        Cli.Result kept = new Cli().run("encode", "--metadata", "all", "--overwrite", photo.toString());
        assertThat(kept.status()).as(kept.err()).isZero();
        Cli.Result bmp = new Cli()
                .run(
                        "decode",
                        folder.resolve("photo.sdc").toString(),
                        folder.resolve("a.bmp").toString());
        assertThat(bmp.status()).isZero();
        assertThat(bmp.err()).contains("BMP has no place for the metadata (Exif 26, XMP 49, ICC 0 bytes)");
    }

    @Test
    void wordsThatMeanNothingAreRefused() throws IOException {
        String photo = photo(ImageFormat.PNG).toString();
        for (String words : new String[] {"gps", "none,exif", "pictures"}) {
            Cli.Result run = new Cli().run("encode", "--metadata", words, photo);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("--metadata");
        }
        assertThat(new Cli().run("encode", "--max-pixels", "300", photo).err()).contains("more than the limit of 300");
        assertThat(new Cli().run("encode", "--max-seconds", "0", photo).status())
                .isEqualTo(2);
        Cli.Result slow = new Cli().run("encode", "--max-seconds", "0.001", "--effort", "9", photo);
        assertThat(slow.status()).isEqualTo(1);
        assertThat(slow.err()).contains("longer than the limit of 0.001 s; raise the limit with --max-seconds");
    }

    /** Of a TIFF file, the descriptive tags of its first directory are Exif. */
    @Test
    void tiffFilesHaveExifAndXmp() throws IOException {
        byte[] tiff = HexFormat.of()
                .parseHex("49492a0008000000" + "0c00" + "000103000100000001000000" + "010103000100000001000000"
                        + "020103000100000008000000" + "030103000100000001000000" + "060103000100000001000000"
                        + "1001020004000000426f7800" + "1101040001000000a2000000" + "120103000100000006000000"
                        + "150103000100000001000000" + "160103000100000001000000" + "170104000100000001000000"
                        + "bc0201000400000058 4d5021".replace(" ", "") + "00000000" + "0000000080");
        Path file = folder.resolve("photo.tif");
        Files.write(file, tiff);
        assertThat(metadata(file))
                .isEqualTo(Metadata.NONE.withExif(EXIF).withXmp("XMP!".getBytes(StandardCharsets.UTF_8)));
        assertThat(ImageFiles.read(file, 10).warnings()).isEmpty();
    }
}
