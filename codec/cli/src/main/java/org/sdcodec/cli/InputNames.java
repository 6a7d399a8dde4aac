package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The files that the names of a command line stand for: files, folders with everything in them, and patterns such as
 * {@code photos/*.jpg} that no shell has expanded.
 */
final class InputNames {

    private static final Pattern SPECIAL = Pattern.compile("[*?\\[{]");

    /**
     * An input.
     *
     * @param name of the file
     * @param below the folders between the named one and the file; empty for a file that was named itself
     * @param fault why it cannot be read, or null
     */
    record Input(String name, Path below, String fault) {}

    private final boolean recursive;
    private final Set<String> extensions;
    private final List<Input> found = new ArrayList<>();
    private final Set<Path> known = new HashSet<>();

    private InputNames(boolean recursive, Set<String> extensions) {
        this.recursive = recursive;
        this.extensions = extensions;
    }

    /** Whether a name that is no file is a pattern for some. */
    static boolean isPattern(String name) {
        return SPECIAL.matcher(name).find() && !Files.exists(FilePlan.path(name));
    }

    /**
     * The inputs: those of each name in the order of the names, those of one name by their paths; each file once.
     *
     * @param recursive whether the files in a named folder count in its place
     * @param extensions of files in folders that count, in lower case and without the dot; patterns and names take any
     */
    static List<Input> expand(List<String> names, boolean recursive, Set<String> extensions) throws IOException {
        InputNames inputs = new InputNames(recursive, extensions);
        for (String name : names) {
            inputs.add(name);
        }
        return inputs.found;
    }

    /**
     * The files in a folder, sorted.
     *
     * @param recursive whether the folders in it count
     * @param extensions as in {@link #expand}
     */
    static List<Input> in(Path folder, boolean recursive, Set<String> extensions) throws IOException {
        InputNames inputs = new InputNames(recursive, extensions);
        inputs.walk(folder, folder, recursive ? Integer.MAX_VALUE : 1, inputs::hasExtension);
        return inputs.found;
    }

    private void add(String name) throws IOException {
        if (name.equals(FilePlan.STANDARD)) {
            found.add(new Input(name, Path.of(""), null));
        } else if (recursive && Files.isDirectory(FilePlan.path(name))) {
            Path folder = FilePlan.path(name);
            walk(folder, folder, Integer.MAX_VALUE, this::hasExtension);
        } else if (isPattern(name)) {
            addMatches(name);
        } else {
            addFile(name, Path.of(""));
        }
    }

    /** A pattern without matches stays a name, of which reading says that there is no such file. */
    private void addMatches(String pattern) throws IOException {
        int fixed = pattern.substring(0, firstSpecial(pattern)).lastIndexOf('/') + 1;
        Path root = FilePlan.path(fixed == 0 ? "." : pattern.substring(0, fixed));
        String rest = pattern.substring(fixed);
        PathMatcher matcher;
        try {
            matcher = FileSystems.getDefault().getPathMatcher("glob:" + rest);
        } catch (PatternSyntaxException e) {
            throw new UsageException(
                    "'" + pattern + "' is no file, and no pattern for files either: " + e.getDescription());
        }
        int before = found.size();
        int depth = rest.contains("**") ? Integer.MAX_VALUE : rest.split("/").length;
        if (Files.isDirectory(root)) {
            Path shown = fixed == 0 ? Path.of("") : root;
            walk(root, shown, depth, file -> matcher.matches(root.relativize(file)));
        }
        if (found.size() == before) {
            addFile(pattern, Path.of(""));
        }
    }

    private static int firstSpecial(String pattern) {
        Matcher matcher = SPECIAL.matcher(pattern);
        return matcher.find() ? matcher.start() : pattern.length();
    }

    private boolean hasExtension(Path file) {
        return extensions.contains(FilePlan.extensionOf(file.getFileName().toString()));
    }

    /** @param shown how messages and results call the root */
    private void walk(Path root, Path shown, int depth, Predicate<Path> counts) throws IOException {
        List<Input> inside = new ArrayList<>();
        Files.walkFileTree(root, Set.of(), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.equals(root) || !isHidden(folder)
                        ? FileVisitResult.CONTINUE
                        : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!isHidden(file) && Files.isRegularFile(file) && counts.test(file)) {
                    inside.add(input(file, null));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                inside.add(input(file, Failures.sentence(e)));
                return FileVisitResult.CONTINUE;
            }

            private Input input(Path file, String fault) {
                Path relative = root.relativize(file);
                Path folders = relative.getParent();
                return new Input(shown.resolve(relative).toString(), folders == null ? Path.of("") : folders, fault);
            }
        });
        inside.sort(Comparator.comparing(Input::name));
        inside.stream().filter(input -> isNew(input.name())).forEach(found::add);
    }

    private void addFile(String name, Path below) {
        if (isNew(name)) {
            found.add(new Input(name, below, null));
        }
    }

    private boolean isNew(String name) {
        return known.add(FilePlan.path(name).toAbsolutePath().normalize());
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }
}
