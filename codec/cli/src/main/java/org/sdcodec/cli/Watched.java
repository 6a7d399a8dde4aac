package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files of a folder, and which of them have changed and then stayed as they are. */
final class Watched {

    /** What a file was at a look. */
    private record State(long bytes, long millis) {}

    private final Path folder;
    private final boolean recursive;
    private final Set<String> extensions;
    private final Map<String, State> settled = new HashMap<>();
    private Map<String, State> seen = new HashMap<>();

    /**
     * @param recursive whether the folders in it count
     * @param extensions of the files that count, in lower case and without the dot
     */
    Watched(Path folder, boolean recursive, Set<String> extensions) {
        this.folder = folder;
        this.recursive = recursive;
        this.extensions = extensions;
    }

    /**
     * Looks at all files.
     *
     * @return those that are as they were at the look before, but not as they were when they were {@linkplain #settle
     *     settled}
     */
    List<InputNames.Input> look() throws IOException {
        Map<String, State> now = new HashMap<>();
        List<InputNames.Input> due = new ArrayList<>();
        for (InputNames.Input input : InputNames.in(folder, recursive, extensions)) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(Path.of(input.name()), BasicFileAttributes.class);
                State state = new State(
                        attributes.size(), attributes.lastModifiedTime().toMillis());
                now.put(input.name(), state);
                if (state.equals(seen.get(input.name())) && !state.equals(settled.get(input.name()))) {
                    due.add(input);
                }
            } catch (IOException e) {
                // Gone again, or not readable yet; there is another look.
                continue;
            }
        }
        settled.keySet().retainAll(now.keySet());
        seen = now;
        return due;
    }

    /** Nothing more is to be done for a file as it was at the last look. */
    void settle(String name) {
        State state = seen.get(name);
        if (state != null) {
            settled.put(name, state);
        }
    }
}
