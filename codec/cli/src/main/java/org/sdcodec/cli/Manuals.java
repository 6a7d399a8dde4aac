package org.sdcodec.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Writes the manual pages and the completions for shells that come with a release, all from the commands' own options.
 */
public final class Manuals {

    private Manuals() {}

    /**
     * Writes the files.
     *
     * @param args the folder for them: {@code man1} with a page for each command, and {@code completion}
     */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        for (Map.Entry<String, String> file : files().entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue(), StandardCharsets.UTF_8);
        }
    }

    /** The content of each file by its name. */
    static Map<String, String> files() {
        CommandLine line = Main.commandLine(Streams.ofProcess());
        String version = SdcodecCommand.Version.number();
        Map<String, String> files = new LinkedHashMap<>();
        addPages(line, version, files);
        // The script serves zsh too, where it turns the completion of bash on.
        files.put("completion/sdcodec.bash", AutoComplete.bash("sdcodec", line));
        files.put("completion/sdcodec.fish", FishCompletion.of(line));
        return files;
    }

    private static void addPages(CommandLine line, String version, Map<String, String> files) {
        ManPage page = new ManPage(line, version);
        files.put("man1/" + page.name() + ".1", page.text());
        line.getSubcommands().values().forEach(each -> addPages(each, version, files));
    }
}
