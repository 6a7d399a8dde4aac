package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.cli.ShellLines.Call;
import org.sdcodec.cli.file.PendingFiles;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;

/** Parses every command line of the documentation and of the help, without running it. */
class DocumentationTest {

    private static final Path ROOT = Path.of("../..");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");

    /** Stands for further arguments. */
    private static final String ELLIPSIS = "…";

    private final CommandLine line = line();

    static Stream<Path> pages() throws IOException {
        List<Path> pages = Stream.of(
                        "README.md",
                        "ARCHITECTURE.md",
                        "CHANGELOG.md",
                        "CONTRIBUTING.md",
                        "SECURITY.md",
                        "benchmarks/README.md")
                .map(ROOT::resolve)
                .collect(Collectors.toCollection(ArrayList::new));
        for (String folder : List.of("docs", "benchmarks/notes")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages.stream().filter(Files::exists);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void documentedCommandsParse(Path page) throws IOException {
        assertThat(ShellLines.in(Files.readString(page)).stream().flatMap(this::fault))
                .as("command lines of " + page)
                .isEmpty();
    }

    @Test
    void manyCommandsAreFound() throws IOException {
        assertThat(ShellLines.in(Files.readString(ROOT.resolve("docs/cli.md")))).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linkedFilesExist(Path page) throws IOException {
        Matcher links = LINK.matcher(Files.readString(page));
        List<String> relative = links.results()
                .map(link -> link.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();
        assertThat(relative)
                .as("links of " + page)
                .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
    }

    @Test
    void examplesOfTheHelpParse() {
        List<Call> examples = footers(line).flatMap(DocumentationTest::example).toList();
        assertThat(examples).hasSizeGreaterThan(40);
        assertThat(examples.stream().flatMap(this::fault)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "    sdcodec encode --qualty 30 photo.jpg",
                "    sdcodec encode -q many photo.jpg",
                "    sdcodec encode",
                "    cat photo.jpg | sdcodec enc - -",
                "```\njava -Xmx1g -jar codec/cli/target/sdcodec.jar decode \\\n  --scael 1/2 a.sdc\n```",
                "Use `sdcodec decode --previw` to look at it.",
            })
    void faultyCommandsAreFound(String markdown) {
        assertThat(ShellLines.in(markdown).stream().flatMap(this::fault)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            sdcodec decode - - < a.sdc > b.png      # both ways     ! [decode, -, -]
            curl -s URL | ./sdcodec encode - - > web.sdc            ! [encode, -, -]
            for f in *.jpg; do sdcodec encode "$f"; done            ! [encode, $f]
            java --add-modules=jdk.incubator.vector -jar sdcodec.jar info 'a b.sdc' ! [info, a b.sdc]
            """)
    void argumentsAreThoseOfTheShell(String line, String words) {
        assertThat(ShellLines.calls(line, true))
                .singleElement()
                .satisfies(call -> assertThat(call.words()).hasToString(words));
    }

    @Test
    void otherProgramsAreIgnored() {
        assertThat(ShellLines.in("    mvn verify\n    java -jar benchmarks.jar rd photos\n\nIn `sdcodec.jar` it is."))
                .isEmpty();
    }

    /** Returns what is wrong with a call, or nothing. */
    private Stream<String> fault(Call call) {
        String[] words =
                call.words().stream().filter(word -> !word.equals(ELLIPSIS)).toArray(String[]::new);
        for (CommandLine.ParseResult parsed = line.parseArgs(words); parsed != null; parsed = parsed.subcommand()) {
            for (Exception fault : parsed.errors()) {
                if (call.whole() || !(fault instanceof MissingParameterException)) {
                    return Stream.of(String.join(" ", words) + ": " + fault.getMessage());
                }
            }
        }
        return Stream.empty();
    }

    /** Makes a command line report faults instead of throwing the first, so that missing arguments can be ignored. */
    private static void collectFaults(CommandLine line) {
        line.getCommandSpec().parser().collectErrors(true);
        line.getSubcommands().values().forEach(DocumentationTest::collectFaults);
    }

    private static Stream<String> footers(CommandLine line) {
        Stream<String> own = Arrays.stream(line.getCommandSpec().usageMessage().footer());
        return Stream.concat(own, line.getSubcommands().values().stream().flatMap(DocumentationTest::footers));
    }

    /** An example ends where two spaces separate it from what it does. */
    private static Stream<Call> example(String footer) {
        return ShellLines.calls(footer.strip().split(" {2,}")[0], true);
    }

    /** The command line with all commands. */
    private static CommandLine line() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        CommandLine line = Main.commandLine(
                new Streams(new ByteArrayInputStream(new byte[0]), nowhere, nowhere, false, new PendingFiles()));
        collectFaults(line);
        return line;
    }
}
