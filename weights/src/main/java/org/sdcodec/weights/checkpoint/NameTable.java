package org.sdcodec.weights.checkpoint;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Two names for each module of a network. A tensor's name is translated by the longest module path that it starts with;
 * a name under no such path stays as it is.
 */
final class NameTable {
    /** Pairs of a module's children: the checkpoint's name, then diffusers'. */
    record Children(String... pairs) {}

    private final Map<String, String> toDiffusers = new HashMap<>();
    private final Map<String, String> fromDiffusers = new HashMap<>();

    /** A module whose children, if any, have the same names on both sides. */
    NameTable add(String theirs, String diffusers) {
        if (toDiffusers.put(theirs, diffusers) != null | fromDiffusers.put(diffusers, theirs) != null) {
            throw new IllegalArgumentException(theirs + " or " + diffusers + " is in the table already");
        }
        return this;
    }

    /** A module whose children have other names as well. */
    NameTable add(String theirs, String diffusers, Children children) {
        for (int i = 0; i < children.pairs.length; i += 2) {
            add(theirs + "." + children.pairs[i], diffusers + "." + children.pairs[i + 1]);
        }
        return this;
    }

    String toDiffusers(String name) {
        return translate(name, toDiffusers);
    }

    String fromDiffusers(String name) {
        return translate(name, fromDiffusers);
    }

    /** The modules by their names in the checkpoint. */
    Set<String> modules() {
        return toDiffusers.keySet();
    }

    private static String translate(String name, Map<String, String> table) {
        for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
            String translated = table.get(name.substring(0, end));
            if (translated != null) {
                return translated + name.substring(end);
            }
        }
        return name;
    }
}
