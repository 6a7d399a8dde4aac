package org.sdcodec.benchmarks.latents;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.pipeline.CodingModes;
import org.sdcodec.codec.pipeline.LatentFile;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;

/**
 * A table of what the entropy coder makes of the embedded model's latents, beside an adaptive order-0 code of the same
 * symbols.
 */
public final class EmbeddedTable {
    private static final int[] QUALITIES = {30, 50, 70};
    private static final int SIDE = 512;
    private static final double PERCENT = 100;

    private final PrintStream out;
    private final LatentFile.Family family = LatentFile.embedded();
    /** For each quality: bytes of the coded latents, of order 0, of order 0 by channel. */
    private final double[][] sums = new double[QUALITIES.length][3];

    private EmbeddedTable(PrintStream out) {
        this.out = out;
    }

    /**
     * Codes the middle of each picture, at most 512×512 pixels of it.
     *
     * @param pictures files of any format that sdcodec reads
     */
    public static void print(PrintStream out, List<Path> pictures) throws IOException {
        EmbeddedTable table = new EmbeddedTable(out);
        out.printf(Locale.ROOT, "%-16s", "latent, bytes");
        for (int quality : QUALITIES) {
            out.printf(Locale.ROOT, "%8s %10s %10s", "-q " + quality, "order 0", "by channel");
        }
        out.println();
        try (Codec codec = Codec.builder().purpose(Codec.Purpose.ENCODE).build()) {
            for (Path picture : pictures) {
                table.row(codec, picture);
            }
        }
        table.summary(pictures.size());
    }

    private void row(Codec codec, Path picture) throws IOException {
        Picture middle = ImageFiles.read(picture, DecodeOptions.DEFAULT_MAX_PIXELS)
                .picture()
                .centerCrop(SIDE, SIDE);
        out.printf(Locale.ROOT, "%-16s", picture.getFileName());
        for (int i = 0; i < QUALITIES.length; i++) {
            byte[] sdc = codec.encode(middle, EncodeOptions.DEFAULT.withQuality(QUALITIES[i]));
            int[] symbols = symbols(sdc);
            double[] bytes = {
                CodingModes.read(sdc).latentSize(),
                AdaptiveOrderZero.bytes(symbols, 1),
                AdaptiveOrderZero.bytes(symbols, family.channels())
            };
            for (int j = 0; j < bytes.length; j++) {
                sums[i][j] += bytes[j];
            }
            print(bytes);
        }
        out.println();
    }

    private int[] symbols(byte[] sdc) {
        SdcFile file = CodingModes.read(sdc);
        Tensor latent = LatentFile.decode(sdc, family);
        int[] symbols = new int[latent.size()];
        for (int i = 0; i < symbols.length; i++) {
            // No reconstruction moves a value by as much as half a step.
            symbols[i] = Math.round(latent.data()[i] / StepSize.of(file.header().stepCode()));
        }
        return symbols;
    }

    private void summary(int count) {
        out.printf(Locale.ROOT, "%-16s", "mean");
        for (double[] sum : sums) {
            print(sum[0] / count, sum[1] / count, sum[2] / count);
        }
        out.println();
        out.printf(Locale.ROOT, "%-16s", "saved, percent");
        for (double[] sum : sums) {
            out.printf(
                    Locale.ROOT,
                    "%8s %10.1f %10.1f",
                    "",
                    PERCENT * (1 - sum[0] / sum[1]),
                    PERCENT * (1 - sum[0] / sum[2]));
        }
        out.println();
    }

    private void print(double... bytes) {
        out.printf(Locale.ROOT, "%8.0f %10.0f %10.0f", bytes[0], bytes[1], bytes[2]);
    }
}
