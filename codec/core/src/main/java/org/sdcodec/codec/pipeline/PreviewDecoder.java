package org.sdcodec.codec.pipeline;

import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalInt;
import org.sdcodec.DecodeOptions;
import org.sdcodec.ModelException;
import org.sdcodec.Picture;
import org.sdcodec.Preview;
import org.sdcodec.ProgressListener;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.entropy.CoderThreads;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.memory.MemoryCheck;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.model.LatentRgb;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.codec.pixels.Gray;
import org.sdcodec.codec.pixels.OneColor;
import org.sdcodec.codec.pixels.PixelTensors;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.Workers;
import org.sdcodec.engine.network.Area;
import org.sdcodec.vae.LatentSource;
import org.sdcodec.weights.checkpoint.DiffusionModel;

/**
 * Small pictures of {@code .sdc} files without any network, in milliseconds: each cell of the latent becomes one pixel.
 * Immutable and thread-safe.
 */
public final class PreviewDecoder implements Preview {

    private static final int COLORS = 3;

    private final LatentRgb colors;
    private final LatentPrior prior;

    /**
     * @param colors of the latents of the files
     * @param prior of the entropy coder, with which the files were made
     */
    public PreviewDecoder(LatentRgb colors, LatentPrior prior) {
        this.colors = Objects.requireNonNull(colors, "colors");
        this.prior = Objects.requireNonNull(prior, "prior");
    }

    /** For files of the model that comes with sdcodec. */
    static PreviewDecoder embedded() {
        return new PreviewDecoder(LatentRgb.embedded(), LatentPrior.embedded());
    }

    static PreviewDecoder of(Path model) {
        return Failures.translated(() -> of(DiffusionModel.open(model)));
    }

    /** For files of another model. */
    public static PreviewDecoder of(DiffusionModel model) {
        LatentRgb colors = LatentRgb.of(model);
        return new PreviewDecoder(colors, LatentPrior.suiting(model, colors.channels()));
    }

    @Override
    public Picture decode(byte[] sdc, DecodeOptions options, ProgressListener listener) {
        Objects.requireNonNull(sdc, "sdc");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(listener, "listener");
        FileContent content = read(sdc, options, listener);
        return PixelTensors.toPicture(colors(content, options, listener), null).withGamut(content.gamut());
    }

    @Override
    public Picture decodeFullSize(byte[] sdc, DecodeOptions options, ProgressListener listener) {
        Objects.requireNonNull(sdc, "sdc");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(listener, "listener");
        FileContent content = read(sdc, options, listener);
        return PixelTensors.toPicture(enlarged(colors(content, options, listener), content.header()), null)
                .withGamut(content.gamut());
    }

    private FileContent read(byte[] sdc, DecodeOptions options, ProgressListener listener) {
        return FileContent.read(sdc, options, listener).fitting(colors.latentSpace(), prior, options);
    }

    private Tensor colors(FileContent content, DecodeOptions options, ProgressListener listener) {
        SdcHeader header = content.header();
        Call call = new Call(options.limits(), listener);
        MemoryCheck.requirePixels(options.limits().pixels(), header.height(), header.width());
        LatentPrior known = content.isPostcard() ? prior : priorOf(content.mode(), header);
        LatentShape shape = new LatentShape(
                ModelProfile.cells(header.codedHeight(), colors.downsampling()),
                ModelProfile.cells(header.codedWidth(), colors.downsampling()),
                colors.channels());
        MemoryCheck.requireLatent(shape, header.height(), header.width());
        LatentSource latent;
        try (Workers workers = new Workers(0)) {
            Area all = Area.of(shape.toShape());
            long bytes =
                    content.latentBytes(known, shape, all, workers.threads()).running();
            MemoryCheck.requireWithin(options.limits().memoryBytes(), bytes, header.height(), header.width());
            MemoryCheck.require(bytes, header.height(), header.width());
            latent = content.latent(
                    known,
                    shape,
                    colors.downsampling(),
                    new CoderThreads(workers.checking(call::check), KernelLookup.kernels()));
        }
        OptionalInt color = content.color();
        if (color.isPresent()) {
            // Of the size that full resolution has: how such a picture is coded says nothing about it.
            return PixelTensors.toTensor(OneColor.picture(
                    color.getAsInt(),
                    ModelProfile.cells(header.width(), colors.downsampling()),
                    ModelProfile.cells(header.height(), colors.downsampling())));
        }
        Tensor preview = colors.apply(latent);
        if (header.gray()) {
            Gray.replace(preview);
        }
        return preview;
    }

    private LatentPrior priorOf(CodingMode mode, SdcHeader header) {
        int space = colors.latentSpace();
        return mode.priorOf(header, space, prior)
                .orElseThrow(() -> new ModelException(
                        Kind.OTHER_MODEL,
                        "the file holds a latent of the space " + header.fingerprintDigits()
                                + ", but this preview is of " + header.digitsOf(mode.fingerprint(space, prior))));
    }

    private Tensor enlarged(Tensor small, SdcHeader header) {
        Tensor large = Tensor.zeros(header.height(), header.width(), COLORS);
        float down = (float) header.codedHeight() / header.height();
        float across = (float) header.codedWidth() / header.width();
        for (int y = 0; y < large.height(); y++) {
            float v = position(y, down, small.height());
            int top = (int) v;
            int bottom = Math.min(top + 1, small.height() - 1);
            for (int x = 0; x < large.width(); x++) {
                float u = position(x, across, small.width());
                int left = (int) u;
                int right = Math.min(left + 1, small.width() - 1);
                for (int k = 0; k < COLORS; k++) {
                    float above = mixed(small, top, left, right, k, u - left);
                    float below = mixed(small, bottom, left, right, k, u - left);
                    large.data()[large.offset(y) + x * COLORS + k] = above + (v - top) * (below - above);
                }
            }
        }
        return large;
    }

    /**
     * Where a pixel's center lies among the cells' centers, 0 … cells − 1.
     *
     * @param part coded pixels for each pixel
     */
    private float position(int pixel, float part, int cells) {
        float position = (pixel + 0.5f) * part / colors.downsampling() - 0.5f;
        return Math.max(0, Math.min(cells - 1, position));
    }

    private static float mixed(Tensor small, int y, int left, int right, int k, float part) {
        float a = small.data()[(y * small.width() + left) * COLORS + k];
        float b = small.data()[(y * small.width() + right) * COLORS + k];
        return a + part * (b - a);
    }
}
