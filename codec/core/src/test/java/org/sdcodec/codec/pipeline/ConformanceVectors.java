package org.sdcodec.codec.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.RateTarget;
import org.sdcodec.codec.testing.SyntheticPictures;

/**
 * Files whose decoded pixels are known. They hold for one embedded model; when it is replaced, {@link #main} writes
 * them again and prints the sums for {@link ConformanceTest}.
 */
final class ConformanceVectors {

    /** A picture of a few cells, for JVMs on which arithmetic is slow. */
    static final String TINY = "tiny";

    /** A picture with sky, edges, texture and text. */
    static final String SCENE = "scene";

    /** The scene as a postcard, at a lower resolution. */
    static final String POSTCARD = "postcard";

    /** The scene without color. */
    static final String GRAY = "gray";

    /** A picture of one color. */
    static final String FLAT = "flat";

    /** The same pictures in files of format version 1, which are only decoded. */
    static final String TINY_1 = "tiny-1";

    static final String SCENE_1 = "scene-1";

    private static final long SEED = 1;
    private static final int POSTCARD_BYTES = 150;

    private ConformanceVectors() {}

    /** The picture that a file was made of. */
    static Picture picture(String name) {
        Picture scene = SyntheticPictures.scene(160, 112, SEED);
        return switch (name) {
            case TINY -> SyntheticPictures.scene(16, 12, SEED);
            case GRAY -> SyntheticPictures.opaque(160, 112, (x, y) -> (scene.argb(x, y) & 255) * 0x010101);
            case FLAT -> SyntheticPictures.opaque(160, 112, (x, y) -> 0x00ff00);
            default -> scene;
        };
    }

    /** How a file was made. */
    static EncodeOptions options(String name) {
        return name.equals(POSTCARD)
                ? EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(POSTCARD_BYTES))
                : EncodeOptions.DEFAULT;
    }

    /** The committed file. */
    static byte[] file(String name) {
        try (InputStream stream = ConformanceVectors.class.getResourceAsStream("/conformance/" + name + ".sdc")) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * SHA-256 of width, height and the pixels row by row, each a big-endian int; pixels as {@link Picture#argb} gives
     * them.
     */
    static String sha256(Picture image) {
        int width = image.width();
        int height = image.height();
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (2 + width * height));
        bytes.putInt(width).putInt(height);
        bytes.asIntBuffer().put(image.toArray());
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Writes the files again.
     *
     * @param args the folder of the resources, {@code codec/core/src/test/resources/conformance}
     */
    public static void main(String[] args) throws IOException {
        try (Codec codec = Codec.embedded()) {
            for (String name : new String[] {TINY, SCENE, POSTCARD, GRAY, FLAT}) {
                byte[] file = codec.encode(picture(name), options(name));
                Files.write(Path.of(args[0], name + ".sdc"), file);
                System.out.println(name + ": " + file.length + " bytes, pixels " + sha256(codec.decode(file)));
            }
        }
    }
}
