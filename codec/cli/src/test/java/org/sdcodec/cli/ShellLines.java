package org.sdcodec.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the calls of sdcodec in Markdown: in code blocks, and quoted in sentences. */
final class ShellLines {

    private static final Set<String> PROGRAM = Set.of("sdcodec", "./sdcodec", "codec/cli/target/image/bin/sdcodec");
    private static final Set<String> SHELL = Set.of("do", "then", "time", "if", "!");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```$");
    private static final Pattern QUOTE = Pattern.compile("`([^`]+)`");
    private static final String INDENT = "    ";

    /** What a shell takes as one: a word of plain and quoted parts, an operator, or a comment. */
    private static final Pattern TOKEN =
            Pattern.compile("#.*|[|;&<>]+|(?:'[^']*'|\"[^\"]*\"|\\\\.|[^\\s|;&<>'\"\\\\])+");

    /**
     * One call.
     *
     * @param words the arguments, without the program's name
     * @param whole whether the call can be run as it stands; a quotation in a sentence may leave arguments out
     */
    record Call(List<String> words, boolean whole) {}

    private ShellLines() {}

    /** Returns the calls in a page, those in code blocks first. */
    static List<Call> in(String markdown) {
        List<Call> calls = new ArrayList<>();
        String prose = collect(markdown, calls);
        Matcher quotes = QUOTE.matcher(prose);
        while (quotes.find()) {
            calls(quotes.group(1).replace('\n', ' '), false).forEach(calls::add);
        }
        return calls;
    }

    /** Adds the calls of code blocks, and returns the rest of the page. */
    private static String collect(String markdown, List<Call> calls) {
        Matcher fenced = FENCED.matcher(markdown);
        fenced.results().forEach(block -> blockCalls(block.group(1).lines()).forEach(calls::add));
        String unfenced = fenced.replaceAll("");
        Stream<String> indented = unfenced.lines().filter(line -> line.startsWith(INDENT));
        blockCalls(indented).forEach(calls::add);
        List<String> prose =
                unfenced.lines().filter(line -> !line.startsWith(INDENT)).toList();
        return String.join("\n", prose);
    }

    private static Stream<Call> blockCalls(Stream<String> lines) {
        String joined = String.join("\n", lines.toList()).replace("\\\n", " ");
        return joined.lines().flatMap(line -> calls(line, true));
    }

    /** Returns the calls in one line of a shell. */
    static Stream<Call> calls(String line, boolean whole) {
        List<List<String>> commands = new ArrayList<>();
        List<String> words = new ArrayList<>();
        commands.add(words);
        boolean redirected = false;
        Matcher tokens = TOKEN.matcher(line);
        while (tokens.find()) {
            String token = tokens.group();
            if (token.startsWith("#")) {
                break;
            }
            if (token.matches("[|;&]+")) {
                words = new ArrayList<>();
                commands.add(words);
            } else if (token.matches("[<>]+")) {
                redirected = true;
            } else if (redirected) {
                redirected = false;
            } else {
                words.add(token.replaceAll("['\"]|\\\\(?=.)", ""));
            }
        }
        return commands.stream()
                .map(ShellLines::arguments)
                .filter(a -> !a.isEmpty())
                .map(a -> new Call(a, whole));
    }

    /** Returns what follows the program's name, or nothing if the command runs another program. */
    private static List<String> arguments(List<String> command) {
        int first = 0;
        while (first < command.size() && SHELL.contains(command.get(first))) {
            first++;
        }
        if (first == command.size()) {
            return List.of();
        }
        String program = command.get(first);
        if (PROGRAM.contains(program)) {
            return command.subList(first + 1, command.size());
        }
        int jar = command.indexOf("-jar");
        boolean ours = program.equals("java")
                && jar >= 0
                && jar + 1 < command.size()
                && command.get(jar + 1).matches("(.*/)?sdcodec\\.jar");
        return ours ? command.subList(jar + 2, command.size()) : List.of();
    }
}
