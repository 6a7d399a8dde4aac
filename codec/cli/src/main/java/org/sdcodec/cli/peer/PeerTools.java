package org.sdcodec.cli.peer;

import java.util.List;
import org.sdcodec.cli.image.ImageFormat;

/**
 * How the programs of other codecs are called: by their authors' command lines, one thread, the effort that is stated,
 * everything else as it comes.
 */
public final class PeerTools {
    /** The id of JPEG, which the JDK has too. */
    public static final String JPEG = "jpeg";

    /** The Independent JPEG Group's qualities. */
    static final QualityScale JPEG_SCALE = new QualityScale(1, 100, 100);

    static final List<Double> JPEG_LADDER = List.of(1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 18.0, 27.0, 42.0, 65.0);

    private static final List<Double> AVIF_LADDER = List.of(63.0, 60.0, 57.0, 54.0, 50.0, 45.0, 40.0, 34.0, 28.0, 21.0);

    private PeerTools() {}

    /** All codecs that are run as programs. */
    public static List<ToolCodec.Programs> all() {
        return List.of(jpeg(), webp(), avif("avif", "AVIF", "444"), avif("avif420", "AVIF 4:2:0", "420"), jpegXl());
    }

    /** libjpeg-turbo, whose default is halved chroma. */
    private static ToolCodec.Programs jpeg() {
        return new ToolCodec.Programs(
                JPEG,
                "JPEG",
                "cjpeg",
                "djpeg",
                "-version",
                "version (\\d[\\d.]*)",
                List.of("-quality", "{setting}", "-optimize", "-progressive", "-outfile", "{out}", "{in}"),
                List.of("-bmp", "-outfile", "{out}", "{in}"),
                "-optimize -progressive",
                ImageFormat.BMP,
                "jpg",
                "bmp",
                JPEG_SCALE,
                JPEG_LADDER);
    }

    private static ToolCodec.Programs webp() {
        return new ToolCodec.Programs(
                "webp",
                "WebP",
                "cwebp",
                "dwebp",
                "-version",
                "(\\d[\\d.]*)",
                List.of("-quiet", "-m", "6", "-q", "{setting}", "{in}", "-o", "{out}"),
                List.of("-quiet", "{in}", "-o", "{out}"),
                "-m 6",
                ImageFormat.PNG,
                "webp",
                "png",
                new QualityScale(0, 100, 101),
                List.of(0.0, 1.0, 2.0, 5.0, 10.0, 18.0, 30.0, 45.0, 65.0, 80.0));
    }

    /**
     * libavif with aom at constant quality, as libavif's own documentation sets it. Full chroma is its default for PNG;
     * halved chroma gives smaller files, a better MS-SSIM, which sees luma only, and a worse PSNR.
     */
    private static ToolCodec.Programs avif(String id, String name, String chroma) {
        return new ToolCodec.Programs(
                id,
                name,
                "avifenc",
                "avifdec",
                "--version",
                "Version: (\\d[\\d.]*)[^)]*(aom)[^)]*?(v\\d[\\d.]*)",
                avifArguments(4, 1, chroma),
                List.of("-j", "1", "{in}", "{out}"),
                "-s 4 -y " + chroma + " -a end-usage=q",
                ImageFormat.PNG,
                "avif",
                "png",
                new QualityScale(63, 0, 64),
                AVIF_LADDER);
    }

    /**
     * What {@code avifenc} is given for constant quality.
     *
     * @param speed 0 to 10, the fastest
     * @param chroma 420 or 444
     * @return arguments, of which {@code {setting}} is the level, 63 the worst to 0, and {@code {in}} and {@code {out}}
     *     the files
     */
    public static List<String> avifArguments(int speed, int threads, String chroma) {
        String words = "-c aom -s %d -j %d -y %s --min 0 --max 63 -a end-usage=q -a cq-level={setting} {in} {out}";
        return List.of(words.formatted(speed, threads, chroma).split(" "));
    }

    /** libjxl by its distance, in tenths from 25, the largest, to 0.5. */
    private static ToolCodec.Programs jpegXl() {
        return new ToolCodec.Programs(
                "jxl",
                "JPEG XL",
                "cjxl",
                "djxl",
                "--version",
                "v(\\d[\\d.]*)",
                List.of("{in}", "{out}", "-d", "{setting}", "-e", "7", "--num_threads=0", "--quiet"),
                List.of("{in}", "{out}", "--num_threads=0", "--quiet"),
                "-e 7",
                ImageFormat.PNG,
                "jxl",
                "ppm",
                new QualityScale(25, 0.5, 246),
                List.of(25.0, 20.0, 15.0, 11.0, 8.0, 6.0, 4.5, 3.2, 2.2, 1.5));
    }
}
