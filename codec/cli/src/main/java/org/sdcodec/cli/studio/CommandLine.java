package org.sdcodec.cli.studio;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.sdcodec.EncodeOptions;

/** The commands that make the same file, for a shell. */
final class CommandLine {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./,:=@%+-]+");

    private CommandLine() {}

    /**
     * The command that makes the file, and the one that makes the picture of it.
     *
     * @param name of the picture's file
     */
    static List<String> of(Settings settings, String name) {
        String stem = name.replaceFirst("\\.[A-Za-z0-9]{1,5}$", "");
        boolean postcard = settings.rate() == Settings.Rate.POSTCARD;
        List<String> encode = new ArrayList<>(List.of("sdcodec", postcard ? "postcard" : "encode"));
        encode.addAll(rate(settings));
        if (settings.effort() != EncodeOptions.DEFAULT_EFFORT && !settings.diffusion()) {
            encode.addAll(List.of("-e", String.valueOf(settings.effort())));
        }
        if (!settings.resolution().equals("auto")) {
            encode.addAll(List.of("--resolution", settings.resolution()));
        }
        if (settings.diffusion()) {
            encode.addAll(List.of("--mode", "ddcm"));
        }
        List<String> decode = new ArrayList<>(List.of("sdcodec", "decode"));
        settings.model().option().ifPresent(model -> {
            encode.addAll(List.of("--model", model));
            decode.addAll(List.of("--model", model));
        });
        settings.realism().ifPresent(realism -> decode.addAll(List.of("--realism", number(realism))));
        encode.addAll(List.of(safe(name), safe(stem + ".sdc")));
        decode.addAll(List.of(safe(stem + ".sdc"), safe(stem + ".decoded.png")));
        return List.of(shell(encode), shell(decode));
    }

    private static List<String> rate(Settings settings) {
        String value = number(settings.value());
        return switch (settings.rate()) {
            case QUALITY -> List.of("-q", value);
            case MAX_SIZE -> List.of(settings.diffusion() ? "--target-size" : "--max-size", value);
            case POSTCARD -> List.of("--max-size", value);
            case PSNR -> List.of("--target-psnr", value);
            case SSIMULACRA2 -> List.of("--target-ssimulacra2", value);
        };
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%s", value);
    }

    /** A name that begins with a hyphen would be an option. */
    private static String safe(String name) {
        return name.startsWith("-") ? "./" + name : name;
    }

    private static String shell(List<String> words) {
        return String.join(
                " ",
                words.stream()
                        .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
                        .toList());
    }
}
