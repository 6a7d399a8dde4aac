package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options and names that are wrong, and the help. */
class UsageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "encode                         | Missing required parameter",
                "encode -q 0 x.png              | quality is 1 to 100",
                "encode -q many x.png           | 'many' is not a whole number",
                "encode --threads -1 x.png      | --threads",
                "encode --nonsense x.png        | --nonsense",
                "decode --format tiff x.sdc     | png, jpg or bmp",
                "compare - -                    | standard input",
                "compare a.png                  | Missing required parameter",
                "encoed x.png                   | Did you mean: encode",
                "run                            | which network",
                "bogus                          | there is no command 'bogus'",
                "run bogus                      | there is no command 'bogus'",
                "encode x.png out               | end it in .sdc",
                "decode x.sdc out               | end it in .png",
                "decode --strength abc x.sdc    | 'abc' is not a number",
                "decode --max-pixels x x.sdc    | 'x' is not a whole number",
                "decode x.sdc x.webp            | .png, .jpg or .bmp",
                "bench --size 31                | 32 to 8192 pixels",
                "bench --size 9000              | 32 to 8192 pixels",
                "bench --seconds 0              | more than 0",
                "bench --seconds NaN            | more than 0",
                "bench --threads -1             | --threads",
                "decode x.sdc -o x.txt          | .png, .jpg or .bmp",
            })
    void wrongUsageHasStatus2(String line, String reason) {
        Cli.Result result = new Cli().run((Object[]) line.split(" +"));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains(reason).contains("--help'").doesNotContain("\tat ");
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "encode nothing.jpg, nothing.jpg",
        "decode nothing.sdc, nothing.sdc",
        "info nothing.sdc, nothing.sdc",
        "compare nothing.png nothing.jpg, nothing.png",
        "encode --model nowhere x.png, nowhere",
        "doctor --model nowhere, nowhere",
        "bench --model nowhere, nowhere",
        "run vae-decode nothing.safetensors out.safetensors, nothing.safetensors",
    })
    void whatIsMissingIsNamed(String line, String name) {
        Cli.Result result = new Cli().run((Object[]) line.split(" "));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("sdcodec: ")
                .contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "encode",
                "decode",
                "watch",
                "postcard",
                "info",
                "compare",
                "demo",
                "doctor",
                "bench",
                "models",
                "pull",
                "run",
                "train-prior",
                "run vae-encode",
                "run vae-decode",
                "run unet",
                "run text-encode"
            })
    void helpComesWithExamples(String command) {
        Object[] words = (command + " --help").strip().split(" ");
        Cli.Result result = new Cli().run(words);
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("Usage: sdcodec")
                .containsPattern("Examples?:")
                .contains("  sdcodec " + command);
        assertThat(result.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"encode", "decode"})
    void theSynopsisIsAlignedAndTheOutputExplained(String command) {
        List<String> help = new Cli().run(command, "--help").out().lines().toList();
        List<Integer> columns = help.stream()
                .filter(line -> line.contains("sdcodec " + command + " [OPTIONS]"))
                .map(line -> line.indexOf("sdcodec"))
                .toList();
        assertThat(columns).hasSize(2).containsOnly("Usage: ".length());
        assertThat(String.join("\n", help)).contains("A second and last name that ends in");
    }
}
