package org.sdcodec.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of one command, in the macros of man(7). */
final class ManPage {

    private final CommandLine line;
    private final CommandSpec spec;
    private final String version;

    /** @param version of the program */
    ManPage(CommandLine line, String version) {
        this.line = line;
        this.spec = line.getCommandSpec();
        this.version = version;
    }

    /** The page's name, for instance {@code sdcodec-encode}. */
    String name() {
        return spec.qualifiedName("-");
    }

    /** The page. */
    String text() {
        UsageMessageSpec usage = spec.usageMessage();
        String description = plain(usage.description());
        boolean isTop = spec.parent() == null;
        String title = isTop ? description : plain(usage.header());
        StringBuilder page = new StringBuilder();
        page.append(".TH ")
                .append(quoted(name().toUpperCase(Locale.ROOT)))
                .append(" 1 \"\" ")
                .append(quoted("sdcodec " + version))
                .append(" \"Commands\"\n");
        page.append(".SH NAME\n")
                .append(escaped(name()))
                .append(" \\- ")
                .append(escaped(title))
                .append('\n');
        section(page, "SYNOPSIS");
        literal(page, new CommandLine.Help(spec, CommandLine.Help.defaultColorScheme(Ansi.OFF)).synopsis(0));
        if (!description.isEmpty()) {
            section(page, "DESCRIPTION");
            page.append(escaped(description)).append('\n');
        }
        if (isTop) {
            section(page, "FIRST STEPS");
            literal(page, String.join("\n", usage.header()));
        }
        List<PositionalParamSpec> parameters = spec.positionalParameters().stream()
                .filter(each -> !each.hidden())
                .toList();
        if (!parameters.isEmpty()) {
            section(page, "ARGUMENTS");
            parameters.forEach(each -> entry(page, each.paramLabel(), each));
        }
        List<OptionSpec> options =
                spec.options().stream().filter(each -> !each.hidden()).toList();
        if (!options.isEmpty()) {
            section(page, "OPTIONS");
            options.forEach(each -> entry(page, names(each), each));
        }
        if (!line.getSubcommands().isEmpty()) {
            section(page, "COMMANDS");
            line.getSubcommands().forEach((name, command) -> {
                String header = plain(command.getCommandSpec().usageMessage().header());
                page.append(".TP\n.B ").append(escaped(name)).append('\n');
                page.append(escaped(header)).append('\n');
            });
        }
        status(page, usage.exitCodeList());
        if (usage.footer().length > 0) {
            section(page, "EXAMPLES");
            literal(page, String.join("\n", usage.footer()));
        }
        if (!isTop) {
            section(page, "SEE ALSO");
            page.append(".BR ")
                    .append(escaped(spec.parent().qualifiedName("-")))
                    .append(" (1)\n");
        }
        return page.toString();
    }

    private static void status(StringBuilder page, Map<String, String> codes) {
        if (codes.isEmpty()) {
            return;
        }
        section(page, "EXIT STATUS");
        codes.forEach((code, meaning) -> page.append(".TP\n.B ")
                .append(escaped(code.strip()))
                .append('\n')
                .append(escaped(meaning))
                .append('\n'));
    }

    private static void section(StringBuilder page, String title) {
        page.append(".SH ").append(quoted(title)).append('\n');
    }

    /** Lines as they are. */
    private static void literal(StringBuilder page, String lines) {
        page.append(".nf\n");
        lines.lines().forEach(each -> page.append(escaped(each.stripTrailing())).append('\n'));
        page.append(".fi\n");
    }

    private static void entry(StringBuilder page, String title, ArgSpec argument) {
        page.append(".TP\n.B ").append(escaped(title)).append('\n');
        page.append(escaped(plain(argument.description()))).append('\n');
    }

    private static String names(OptionSpec option) {
        String names = String.join(", ", option.names());
        return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
    }

    /** The text of a help, in which percent signs are doubled. */
    private static String plain(String... lines) {
        return Arrays.stream(lines)
                .map(each -> each.replace("%n", " ").replace("%%", "%"))
                .collect(Collectors.joining(" "))
                .strip();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\\(dq") + "\"";
    }

    /** Text in which nothing is a command: a hyphen stays one, and a line may begin with a dot. */
    private static String escaped(String text) {
        String harmless = text.replace("\\", "\\e").replace("-", "\\-");
        return harmless.startsWith(".") || harmless.startsWith("'") ? "\\&" + harmless : harmless;
    }
}
