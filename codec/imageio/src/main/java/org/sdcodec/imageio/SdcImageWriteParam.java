package org.sdcodec.imageio;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.imageio.IIOException;
import javax.imageio.ImageWriteParam;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Gamut;
import org.sdcodec.MetadataKind;
import org.sdcodec.RateTarget;

/**
 * How to write {@code .sdc} files.
 *
 * <p>As with other writers, {@link #setCompressionMode} with {@link #MODE_EXPLICIT} permits
 * {@link #setCompressionQuality}: 0 (smallest file) to 1 (closest to the picture), a hundredth of
 * {@link EncodeOptions#quality}, of which the least is 1; by default 0.5. The compression types are the
 * {@linkplain Codec#modes coding modes}. {@link #setProgressiveMode} with {@link #MODE_DEFAULT} makes a
 * {@linkplain EncodeOptions.Builder#progressive progressive} file.
 *
 * <p>Metadata that comes with an image is written as far as {@link #setMetadata} allows; by default Exif, XMP and a
 * color profile, but neither thumbnails and maker notes nor the location.
 */
public final class SdcImageWriteParam extends ImageWriteParam {

    private static final Set<MetadataKind> DESCRIPTIVE = Set.of(MetadataKind.EXIF, MetadataKind.XMP, MetadataKind.ICC);

    private RateTarget target;
    private int effort = EncodeOptions.DEFAULT_EFFORT;
    private Path model;
    private Gamut gamut = Gamut.SRGB;
    private Set<MetadataKind> metadata = DESCRIPTIVE;

    /** @param locale for descriptions; null for the default one */
    public SdcImageWriteParam(Locale locale) {
        super(locale);
        this.canWriteCompressed = true;
        this.canWriteProgressive = true;
        this.compressionTypes = Codec.modes().toArray(String[]::new);
        setDefaults();
    }

    private void setDefaults() {
        this.compressionType = EncodeOptions.DEFAULT_MODE;
        this.compressionQuality = (float) EncodeOptions.DEFAULT_QUALITY / EncodeOptions.MAX_QUALITY;
    }

    /**
     * @param value what the file is to reach, e.g. a size, in place of the quality; null, the default, for the quality
     */
    public void setTarget(RateTarget value) {
        this.target = value;
    }

    /** What the file is to reach instead of a quality; null if nothing. */
    public RateTarget getTarget() {
        return target;
    }

    /**
     * @param value 1 (fastest) to 9 (smallest files), see {@link EncodeOptions.Builder#effort}; 5 by default
     * @throws IllegalArgumentException if it is out of this range
     */
    public void setEffort(int value) {
        this.effort = EncodeOptions.builder().effort(value).build().effort();
    }

    /** 1 (fastest) to 9 (smallest files). */
    public int getEffort() {
        return effort;
    }

    /**
     * Chooses how the latent is coded: the same as a compression mode of {@link #MODE_EXPLICIT} and this compression
     * type. A quality that was chosen before stays.
     *
     * @param name one of {@link Codec#modes}
     * @throws IllegalArgumentException if it is none of them
     */
    public void setMode(String name) {
        if (compressionMode != MODE_EXPLICIT) {
            // Not when it is set already: this also resets type and quality.
            setCompressionMode(MODE_EXPLICIT);
        }
        setCompressionType(name);
    }

    /** How the latent is coded. */
    public String getMode() {
        return compressionMode == MODE_EXPLICIT ? compressionType : EncodeOptions.DEFAULT_MODE;
    }

    /**
     * @param path as {@link Codec.Builder#model} takes it; null, the default, for the embedded model. To read the file,
     *     the {@link SdcImageReadParam} must name it too
     */
    public void setModel(Path path) {
        this.model = path;
    }

    /** The model that encodes; null for the embedded one. */
    public Path getModel() {
        return model;
    }

    /**
     * @param widest what becomes of an image whose colors are RGB, but not sRGB, by its color space: by default they
     *     are converted to sRGB
     */
    public void setGamut(Gamut widest) {
        this.gamut = Objects.requireNonNull(widest, "widest");
    }

    /** What colors beyond sRGB become. */
    public Gamut getGamut() {
        return gamut;
    }

    /** @param kept what of an image's metadata the file keeps; copied */
    public void setMetadata(Set<MetadataKind> kept) {
        this.metadata = Set.copyOf(kept);
    }

    /** What of an image's metadata the file keeps. */
    public Set<MetadataKind> getMetadata() {
        return Set.copyOf(metadata);
    }

    @Override
    public void unsetCompression() {
        super.unsetCompression();
        setDefaults();
    }

    /** False: no mode keeps every pixel. */
    @Override
    public boolean isCompressionLossless() {
        requireExplicit();
        return false;
    }

    @Override
    public String[] getCompressionQualityDescriptions() {
        requireExplicit();
        return new String[] {"smallest file", "balanced", "closest to the picture"};
    }

    @Override
    public float[] getCompressionQualityValues() {
        requireExplicit();
        return new float[] {0, 0.35f, 0.7f, 1};
    }

    private void requireExplicit() {
        if (compressionMode != MODE_EXPLICIT) {
            throw new IllegalStateException("the compression mode is not MODE_EXPLICIT");
        }
    }

    /**
     * What parameters of this or another class mean.
     *
     * @throws IIOException if they ask for what the format does not have
     */
    static EncodeOptions options(ImageWriteParam param) throws IIOException {
        EncodeOptions.Builder options = EncodeOptions.builder();
        if (param.canWriteCompressed()) {
            if (param.getCompressionMode() == MODE_DISABLED) {
                throw new IIOException(
                        "the format sdc is always compressed, but the compression mode is MODE_DISABLED");
            }
            if (param.getCompressionMode() == MODE_EXPLICIT) {
                options.quality(quality(param.getCompressionQuality()));
                Optional.ofNullable(param.getCompressionType()).ifPresent(options::mode);
            }
        }
        if (param.canWriteProgressive()) {
            options.progressive(param.getProgressiveMode() == MODE_DEFAULT);
        }
        options.metadata(DESCRIPTIVE);
        if (param instanceof SdcImageWriteParam own) {
            options.metadata(own.metadata);
            options.effort(own.effort);
            Optional.ofNullable(own.target).ifPresent(options::target);
        }
        return options.build();
    }

    private static int quality(float value) {
        return Math.max(EncodeOptions.MIN_QUALITY, Math.round(EncodeOptions.MAX_QUALITY * value));
    }
}
