package org.sdcodec.codec.diffusion;

import java.util.List;
import org.sdcodec.ModelException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.vae.LatentSource;

/**
 * A latent of mode diffc before the UNet has run: the steps of a file. Has no values yet.
 *
 * @param plan of the file
 * @param steps that are there
 * @param shape of the latent
 */
record DiffcLatent(DiffcPlan plan, List<DiffcCoder.Step> steps, LatentShape shape) implements LatentSource {

    @Override
    public int height() {
        return shape.rows();
    }

    @Override
    public int width() {
        return shape.columns();
    }

    @Override
    public int channels() {
        return shape.channels();
    }

    /** @throws ModelException always: without a UNet there is nothing to read */
    @Override
    public void read(int y, int left, int cells, float[] to, int offset) {
        throw new ModelException(
                Kind.NO_UNET,
                "files of mode diffc show nothing without the UNet of the model; decode the whole picture");
    }
}
