package org.sdcodec.cli;

import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion for fish: commands, options and the words that an option takes. */
final class FishCompletion {

    private static final Pattern WORDS = Pattern.compile("[a-z0-9]+(\\|[a-z0-9]+)+");

    private FishCompletion() {}

    /** The script, for a folder such as {@code ~/.config/fish/completions}. */
    static String of(CommandLine line) {
        StringBuilder script = new StringBuilder();
        String program = "complete -c " + line.getCommandName();
        options(line.getCommandSpec(), program + " -n __fish_use_subcommand", script);
        line.getSubcommands().forEach((name, command) -> {
            script.append(program)
                    .append(" -n __fish_use_subcommand -f -a ")
                    .append(name)
                    .append(" -d ")
                    .append(quoted(first(command.getCommandSpec().usageMessage().header())))
                    .append('\n');
            String in = program + " -n '__fish_seen_subcommand_from " + name + "'";
            options(command.getCommandSpec(), in, script);
            command.getSubcommands()
                    .keySet()
                    .forEach(inner ->
                            script.append(in).append(" -f -a ").append(inner).append('\n'));
        });
        return script.toString();
    }

    private static void options(CommandSpec spec, String start, StringBuilder script) {
        for (OptionSpec option : spec.options()) {
            if (option.hidden()) {
                continue;
            }
            script.append(start);
            for (String name : option.names()) {
                script.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            if (WORDS.matcher(option.paramLabel()).matches()) {
                script.append(" -x -a ").append(quoted(option.paramLabel().replace('|', ' ')));
            } else if (option.arity().max() > 0) {
                script.append(" -r");
            }
            script.append(" -d ").append(quoted(first(option.description()))).append('\n');
        }
    }

    /** The first sentence, or all if there is only one. */
    private static String first(String... lines) {
        String text = lines.length == 0 ? "" : lines[0].replace("%n", " ").replace("%%", "%");
        int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
