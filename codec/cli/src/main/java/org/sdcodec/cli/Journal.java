package org.sdcodec.cli;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sdcodec.cli.json.JsonObjects;

/**
 * What a run over many files has done, so that the same run can go on after it was killed: a file of lines, each a JSON
 * object.
 *
 * <pre>
 * {"journal":1,"settings":"…"}
 * {"begin":"/in/a.jpg","input":"123 45","output":"/out/a.sdc","before":""}
 * {"done":"/in/a.jpg"}
 * </pre>
 *
 * <p>{@code input} and {@code before} are size and time of the input, and of the output before the work began. Outputs
 * appear whole or not at all, so one that has begun and whose output is another than before is done, although the run
 * was killed before it could say so. A last line that is cut short is removed. Thread-safe.
 */
final class Journal implements Closeable {

    private static final int FORMAT = 1;
    private static final String START = "{\"journal\":";
    private static final int MAX_BYTES = 1 << 30;

    /** What is known of an input. */
    private record Entry(String input, String output, String before, boolean done) {}

    private final FileChannel channel;
    private final Map<String, Entry> entries = new HashMap<>();

    private Journal(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens a journal, or starts it.
     *
     * @param settings all that results depend on
     * @throws UsageException if the journal is one of other settings, or is none
     * @throws CliException if another run has it open
     */
    static Journal open(Path file, String settings) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(channel, file);
            Journal journal = new Journal(channel);
            journal.read(file, settings);
            return journal;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Of a run in this JVM.
        }
        if (lock == null) {
            throw new CliException("'" + file + "' is the journal of another run, which has not ended");
        }
    }

    private void read(Path file, String settings) throws IOException {
        if (channel.size() > MAX_BYTES) {
            throw new UsageException("'" + file + "' is too large to be a journal");
        }
        ByteBuffer content = ByteBuffer.allocate((int) channel.size());
        while (content.hasRemaining() && channel.read(content) >= 0) {
            continue;
        }
        String text = new String(content.array(), StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n') + 1;
        List<String> lines = text.substring(0, end).lines().toList();
        // A first line that is cut short is the start of it.
        if (!text.startsWith(START) && !START.startsWith(text)) {
            throw notAJournal(file, null);
        }
        learn(file, settings, lines);
        channel.truncate(text.substring(0, end).getBytes(StandardCharsets.UTF_8).length);
        channel.position(channel.size());
        if (lines.isEmpty()) {
            Map<String, Object> first = new LinkedHashMap<>();
            first.put("journal", FORMAT);
            first.put("settings", settings);
            append(first);
        }
    }

    private void learn(Path file, String settings, List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        try {
            Map<String, Object> first = members(lines.get(0));
            if (!Long.valueOf(FORMAT).equals(first.get("journal"))) {
                throw notAJournal(file, null);
            }
            if (!settings.equals(first.get("settings"))) {
                throw new UsageException("'" + file + "' is the journal of a run with other options ("
                        + first.get("settings") + "); take the same ones, or another journal");
            }
            lines.stream().skip(1).map(Journal::members).forEach(this::learn);
        } catch (IllegalArgumentException e) {
            throw notAJournal(file, e);
        }
    }

    private static UsageException notAJournal(Path file, Exception cause) {
        UsageException refusal =
                new UsageException("'" + file + "' is no journal of sdcodec; name a file that is still to be made");
        refusal.initCause(cause);
        return refusal;
    }

    private static Map<String, Object> members(String line) {
        return JsonObjects.read(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Map<String, Object> line, String name) {
        if (line.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("a line has no text '" + name + "'");
    }

    private void learn(Map<String, Object> line) {
        if (line.containsKey("begin")) {
            Entry entry = new Entry(text(line, "input"), text(line, "output"), text(line, "before"), false);
            entries.put(text(line, "begin"), entry);
        } else {
            entries.computeIfPresent(
                    text(line, "done"), (name, entry) -> new Entry(entry.input, entry.output, entry.before, true));
        }
    }

    /** Whether a file was converted from the input as it is now, and its output is still there. */
    synchronized boolean isDone(FilePlan.Item item) throws IOException {
        Entry entry = entries.get(absolute(item.input()));
        String output = state(item.output());
        return entry != null
                && entry.input.equals(state(item.input()))
                && entry.output.equals(absolute(item.output()))
                && !output.isEmpty()
                && (entry.done || !output.equals(entry.before));
    }

    /** Writes down that a file is going to be converted. */
    synchronized void begin(FilePlan.Item item) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("begin", absolute(item.input()));
        line.put("input", state(item.input()));
        line.put("output", absolute(item.output()));
        line.put("before", state(item.output()));
        append(line);
    }

    /** Writes down that its output is there. */
    synchronized void done(FilePlan.Item item) throws IOException {
        append(Map.of("done", absolute(item.input())));
    }

    private void append(Map<String, ?> line) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(JsonObjects.write(line));
        bytes.write('\n');
        ByteBuffer whole = ByteBuffer.wrap(bytes.toByteArray());
        while (whole.hasRemaining()) {
            channel.write(whole);
        }
        channel.force(false);
    }

    private static String absolute(String name) {
        return FilePlan.path(name).toAbsolutePath().normalize().toString();
    }

    /** Size and time of a file; empty if there is none. */
    private static String state(String name) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(FilePlan.path(name), BasicFileAttributes.class);
            return attributes.size() + " " + attributes.lastModifiedTime().toMillis();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
