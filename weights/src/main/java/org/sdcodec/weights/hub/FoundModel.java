package org.sdcodec.weights.hub;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.sdcodec.weights.checkpoint.ModelPart;

/**
 * A model on this machine, or a file that looks like one and cannot be used.
 *
 * @param name what to call it: the short name or {@code ORG/NAME} in the hub cache, followed by {@code /FILE} where
 *     that holds several models; else the name of the file or folder
 * @param path where it is
 * @param layout its kind of layout in a few words; empty if it cannot be used
 * @param parts what it holds
 * @param bytes its size on disk
 * @param problem why it cannot be used, in one sentence; empty if it can
 */
public record FoundModel(
        String name, Path path, String layout, Set<ModelPart> parts, long bytes, Optional<String> problem) {
    FoundModel named(String other) {
        return new FoundModel(other, path, layout, parts, bytes, problem);
    }

    /** Whether it can be opened. */
    public boolean isUsable() {
        return problem.isEmpty();
    }
}
