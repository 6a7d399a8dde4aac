package org.sdcodec.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sdcodec.ModelException;
import org.sdcodec.codec.model.LatentRgb;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.checkpoint.ModelPart;

/** What a model can be used for, judged by its parts and configurations; no network is loaded. */
final class Abilities {

    private static final List<String> AUTOENCODER = List.of("encode", "decode");
    private static final String PREVIEW = "preview";
    private static final List<String> EMBEDDED = List.of("encode", "decode", PREVIEW, "search (-e 8 and 9)");

    private Abilities() {}

    /**
     * The uses of a model in a few words each.
     *
     * @param model without a value for the one inside sdcodec
     * @return empty if it has no autoencoder that can be used
     */
    static List<String> of(Optional<DiffusionModel> model) {
        if (model.isEmpty()) {
            return EMBEDDED;
        }
        DiffusionModel given = model.get();
        if (!given.has(ModelPart.VAE)) {
            return List.of();
        }
        List<String> uses = new ArrayList<>(AUTOENCODER);
        if (hasPreview(given)) {
            uses.add(PREVIEW);
        }
        if (given.latentPrior().isPresent()) {
            uses.add("prior of its own");
        }
        boolean hasPrompt =
                given.has(ModelPart.TEXT_ENCODER) || given.emptyPrompt().isPresent();
        if (given.has(ModelPart.UNET) && given.has(ModelPart.SCHEDULER) && hasPrompt) {
            uses.add("denoise (decode --steps)");
            uses.add("--mode ddcm");
        }
        return uses;
    }

    private static boolean hasPreview(DiffusionModel model) {
        try {
            LatentRgb.of(model);
            return true;
        } catch (ModelException | WeightsException e) {
            return false;
        }
    }
}
