package org.sdcodec.cli.studio;

import java.util.Optional;
import java.util.function.Supplier;
import org.sdcodec.Codec;

/**
 * A model that the page offers.
 *
 * @param id its name for requests, unique among the models
 * @param title its name for people
 * @param option what the command line's {@code --model} takes for it; nothing for the model inside sdcodec
 * @param hasUnet whether mode ddcm can be offered
 * @param open makes a codec, which the studio closes
 */
public record ModelChoice(
        String id, String title, Optional<String> option, boolean hasUnet, Supplier<? extends Codec> open) {}
