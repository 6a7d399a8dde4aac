package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sdcodec.cli.file.AtomicFile;
import org.sdcodec.cli.launch.Handover;

/**
 * Which file becomes which. Made from what stands on the command line:
 *
 * <pre>
 *   IN               IN with the other extension, beside it      (- becomes -)
 *   IN OUT           OUT, if its extension says that it is one, or if it is -
 *   IN... -o OUT     OUT, or if OUT is a folder, in it
 * </pre>
 *
 * <p>Of several inputs, one whose output cannot be is an item with a fault, and the others are not touched by it.
 */
final class FilePlan {

    /** Standard input as an input, standard output as an output. */
    static final String STANDARD = "-";

    private static final Set<String> STANDARD_INPUT_NAMES = Set.of("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0");

    private static final Pattern OPEN_FILE = Pattern.compile("/(?:dev|proc/self)/fd/([1-9]\\d*)");

    /**
     * One file to convert.
     *
     * @param input the input's name, or {@value #STANDARD}
     * @param output the output's name, or {@value #STANDARD}
     * @param fault why it cannot be converted, or null
     */
    record Item(String input, String output, String fault) {

        Item(String input, String output) {
            this(input, output, null);
        }

        Item withFault(String reason) {
            return new Item(input, output, reason);
        }

        boolean readsStandardInput() {
            return input.equals(STANDARD);
        }

        boolean writesStandardOutput() {
            return output.equals(STANDARD);
        }
    }

    /** What the JVM puts in place of bytes that are no text in the locale's encoding. */
    private static final char UNREADABLE = '\ufffd';

    private final String extension;
    private final Set<String> outputExtensions;
    private final Set<String> inputExtensions;

    /** The folders that were made, each after those that it is in. */
    private final Deque<Path> made = new ArrayDeque<>();

    /**
     * @param extension of the outputs whose name is not given, without the dot
     * @param outputExtensions those by which an output is recognized, in lower case and without the dot
     * @param inputExtensions those of inputs in folders, in lower case and without the dot
     */
    FilePlan(String extension, Set<String> outputExtensions, Set<String> inputExtensions) {
        this.extension = extension;
        this.outputExtensions = outputExtensions;
        this.inputExtensions = inputExtensions;
    }

    /**
     * @param names the positional arguments, at least one
     * @param option the value of {@code -o}, or null
     * @return one item for each input
     * @throws UsageException if the names contradict each other; nothing has been touched then
     * @throws CliException if the output folder cannot be made
     * @throws IOException if a link cannot be followed
     */
    List<Item> of(List<String> names, String option) throws IOException {
        return of(names, option, null, false);
    }

    /**
     * The same of names that may be folders.
     *
     * @param tree the value of {@code --output-tree}, or null
     * @param recursive whether the files in a folder are inputs
     */
    List<Item> of(List<String> names, String option, String tree, boolean recursive) throws IOException {
        List<String> inputs = names;
        String output = tree == null ? option : tree + "/";
        if (output == null && names.size() == 2 && isOutput(names.get(1))) {
            inputs = names.subList(0, 1);
            output = names.get(1);
        } else if (output == null
                && names.size() == 2
                && !Files.isRegularFile(path(names.get(1)))
                && !InputNames.isPattern(names.get(1))) {
            throw new UsageException(
                    "'" + names.get(1) + "' is no file to read; if the result shall be called so, give it"
                            + " with -o, or end it in ." + extension);
        } else if (output == null) {
            for (String name : names.subList(1, names.size())) {
                if (outputExtensions.contains(extensionOf(name)) || name.equals(STANDARD)) {
                    throw new UsageException(
                            "'" + name + "' stands among the inputs but looks like an output; with several inputs"
                                    + " give a folder for the outputs: -o FOLDER");
                }
            }
        }
        boolean folder = output != null && isFolder(output);
        List<InputNames.Input> found = InputNames.expand(inputs, recursive, inputExtensions);
        if (found.isEmpty()) {
            throw new CliException("there is no file to convert in '" + String.join("', '", inputs) + "'");
        }
        if (found.size() > 1 && output != null && !folder) {
            throw new UsageException("'" + output + "' is not a folder, so it cannot take the results of "
                    + found.size() + " inputs; name a folder, ended with a / if it is still to be made");
        }
        List<Item> items = new ArrayList<>();
        for (InputNames.Input input : found) {
            String below =
                    tree == null ? output : path(output).resolve(input.below()).toString();
            items.add(new Item(
                    input.name(), output == null || folder ? name(input.name(), below) : output, input.fault()));
        }
        if (items.size() == 1) {
            check(items);
        } else {
            items = marked(items);
        }
        if (folder) {
            make(path(output));
        }
        return items;
    }

    /** Makes the folder that an output lies in. */
    void makeFolderOf(Item item) {
        Path folder = item.writesStandardOutput() ? null : path(item.output()).getParent();
        if (folder != null && Files.notExists(folder)) {
            make(folder);
        }
    }

    private synchronized void make(Path folder) {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path each = folder.toAbsolutePath(); each != null && Files.notExists(each); each = each.getParent()) {
            missing.addFirst(each);
        }
        made.addAll(missing);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            String reason = Files.exists(folder) ? "it is a file, not a folder" : AtomicFile.reason(e);
            throw new CliException("cannot create the folder '" + folder + "': " + reason, e);
        }
    }

    /** Removes folders that were made for outputs of which none came. */
    synchronized void removeEmptyFolders() {
        while (!made.isEmpty()) {
            try {
                Files.deleteIfExists(made.removeLast());
            } catch (IOException e) {
                // Not empty, or somebody else's by now: it stays.
                continue;
            }
        }
    }

    private boolean isOutput(String name) {
        return name.equals(STANDARD) || outputExtensions.contains(extensionOf(name)) || Files.isDirectory(path(name));
    }

    private static boolean isFolder(String output) {
        return !output.equals(STANDARD) && (output.endsWith("/") || Files.isDirectory(path(output)));
    }

    private String name(String input, String folder) {
        if (input.equals(STANDARD)) {
            if (folder != null) {
                throw new UsageException(
                        "standard input has no name, so its result in '" + folder + "' has none; name a file");
            }
            return STANDARD;
        }
        if (OPEN_FILE.matcher(input).matches()) {
            throw new UsageException("'" + input + "' is no name for a result; name the output, with -o for example");
        }
        Path file = path(input);
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        Path renamed = Path.of((dot > 0 ? name.substring(0, dot) : name) + "." + extension);
        return (folder == null ? file.resolveSibling(renamed) : path(folder).resolve(renamed)).toString();
    }

    /** Refuses what would lose a file: an output over its input, over another output, or over a later input. */
    static void check(List<Item> items) throws IOException {
        for (Item item : marked(items)) {
            if (item.fault() != null) {
                throw new UsageException(item.fault());
            }
        }
    }

    /** The items, with a fault in each that would lose a file. Of several with one output, the first has none. */
    private static List<Item> marked(List<Item> items) throws IOException {
        Set<Path> inputs = new HashSet<>();
        for (Item item : items) {
            if (!item.readsStandardInput()) {
                inputs.add(identity(item.input()));
            }
        }
        Map<Path, String> outputs = new HashMap<>();
        List<Item> marked = new ArrayList<>();
        for (Item item : items) {
            boolean names = item.fault() == null && !item.writesStandardOutput();
            marked.add(names ? item.withFault(fault(item, identity(item.output()), inputs, outputs)) : item);
        }
        return marked;
    }

    private static String fault(Item item, Path output, Set<Path> inputs, Map<Path, String> outputs) {
        if (inputs.contains(output)) {
            return "'" + item.output() + "' is an input and would be overwritten by its own result; choose another name"
                    + " for the output";
        }
        String other = outputs.putIfAbsent(output, item.input());
        return other == null
                ? null
                : "'" + item.output() + "' is already the output of '" + other + "', so '" + item.input()
                        + "' is left out; convert it separately, or into another folder";
    }

    /** The file behind links and dots, so that the same file is recognized under two names. */
    private static Path identity(String name) throws IOException {
        Path path = path(name);
        if (Files.exists(path)) {
            try {
                return path.toRealPath();
            } catch (NoSuchFileException e) {
                // An open file, a pipe for example, of which the system tells no name but its own.
                return path.toAbsolutePath();
            }
        }
        Path absolute = path.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        return folder != null && Files.exists(folder) ? folder.toRealPath().resolve(absolute.getFileName()) : absolute;
    }

    /** The arguments with {@value #STANDARD} in place of the system's own names of standard input. */
    static String[] withoutNamesOfStandardInput(String... args) {
        return Arrays.stream(args)
                .map(name -> STANDARD_INPUT_NAMES.contains(name) ? STANDARD : name)
                .toArray(String[]::new);
    }

    /**
     * A path, with a sentence for names that the system does not allow. The open files of a shell's {@code <(command)}
     * are those of the launcher, of which a second JVM inherits none.
     */
    static Path path(String name) {
        Matcher open = OPEN_FILE.matcher(name);
        String parent = Handover.parent();
        if (open.matches() && parent != null) {
            return Path.of("/proc", parent, "fd", open.group(1));
        }
        boolean readable = name.indexOf(UNREADABLE) < 0;
        try {
            Path path = Path.of(name);
            if (readable || Files.exists(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            if (readable) {
                throw new CliException("'" + name + "' cannot be the name of a file here (" + e.getReason() + ")");
            }
        }
        throw new CliException("the name of the file '" + name
                + "' is not text in UTF-8, so that Java cannot open it; rename the file");
    }

    /** The extension of a file name in lower case, without the dot; empty if there is none. */
    static String extensionOf(String name) {
        int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
        int dot = name.lastIndexOf('.');
        return dot > slash ? name.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
    }
}
