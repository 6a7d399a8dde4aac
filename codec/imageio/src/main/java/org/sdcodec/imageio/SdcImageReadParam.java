package org.sdcodec.imageio;

import java.nio.file.Path;
import javax.imageio.ImageReadParam;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Limits;

/** How to read {@code .sdc} files: in addition to what every reader takes, the model and a limit. */
public final class SdcImageReadParam extends ImageReadParam {

    private Path model;
    private DecodeOptions options = DecodeOptions.DEFAULT;

    /** Everything as {@link javax.imageio.ImageIO#read(java.io.File)} has it. */
    public SdcImageReadParam() {}

    /** @param path as {@link org.sdcodec.Codec.Builder#model} takes it; null, the default, for the embedded model */
    public void setModel(Path path) {
        this.model = path;
    }

    /** The model that the file is decoded with; null for the embedded one. */
    public Path getModel() {
        return model;
    }

    /**
     * Limits pictures.
     *
     * @param limit a file of more pixels is refused, also if only a part of it is read; by default
     *     {@value DecodeOptions#DEFAULT_MAX_PIXELS}
     * @throws IllegalArgumentException if it is less than 1
     */
    public void setMaxPixels(long limit) {
        this.options = options.withMaxPixels(limit);
    }

    /** @param most what reading may take, in place of {@link Limits#DEFAULT} */
    public void setLimits(Limits most) {
        this.options = options.withLimits(most);
    }

    /** The most pixels that a file may have. */
    public long getMaxPixels() {
        return options.maxPixels();
    }

    DecodeOptions options() {
        return options;
    }
}
