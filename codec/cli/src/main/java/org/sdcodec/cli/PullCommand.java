package org.sdcodec.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sdcodec.weights.hub.Downloader;
import org.sdcodec.weights.hub.HubEnvironment;
import org.sdcodec.weights.hub.KnownModel;
import org.sdcodec.weights.hub.Licence;
import org.sdcodec.weights.hub.PullListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sdcodec pull}: fetches a published model. */
@Command(
        name = "pull",
        header = "Fetches a published model.",
        description =
                "Stores it in the cache that programs for Hugging Face share (HF_HOME, HF_HUB_CACHE), and only the files"
                        + " that sdcodec needs. What is there already is not fetched again; an interrupted download goes on where it"
                        + " stopped. Prints the model's folder. HF_TOKEN, HF_ENDPOINT, HF_HUB_OFFLINE, HTTPS_PROXY and NO_PROXY are"
                        + " applied. Repositories, licences and sizes are as the models' pages say; none was verified by a download.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec pull taesd            a tiny autoencoder, 10 MB",
            "  sdcodec pull sd-1.4 --fp16    Stable Diffusion 1.4, 2 GB instead of 4",
        })
final class PullCommand implements Callable<Integer> {

    private static final long MB = 1_000_000;

    /** Java sends no password in clear to a proxy for https unless this is set empty. */
    private static final String TUNNEL_PROPERTY = "jdk.http.auth.tunneling.disabledSchemes";

    private final Streams streams;
    private final Map<String, String> environment;

    @Parameters(paramLabel = "NAME", description = "One of the names that 'sdcodec models' lists.")
    private String name;

    @Option(
            names = "--fp16",
            description = "The variant in 16-bit floating point: half the size, slightly other pixels.")
    private boolean half;

    @Option(
            names = {"--accept-licence", "--accept-license"},
            description = "Accept the model's licence without being asked. It is asked for once for each model.")
    private boolean accept;

    @Mixin
    private VerbosityOptions verbosity;

    PullCommand(Streams streams, Map<String, String> environment) {
        this.streams = streams;
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        KnownModel model = KnownModel.require(name);
        allowProxyPassword();
        Downloader downloader = new Downloader(new HubEnvironment(environment));
        if (!downloader.isAccepted(model)) {
            askForLicence(model);
            downloader.accept(model);
        }
        try (ProgressLine line = new ProgressLine(streams, model.name(), verbosity.quiet())) {
            Path folder = downloader.pull(model, half, new Talk(line), () -> false);
            line.close();
            streams.out().println(folder);
        }
        return Main.OK;
    }

    /** Whoever writes a password into HTTPS_PROXY wants it sent to that proxy. */
    private void allowProxyPassword() {
        boolean password = environment.entrySet().stream()
                .anyMatch(entry -> entry.getKey().toLowerCase(Locale.ROOT).matches("(https|all)_proxy")
                        && entry.getValue().contains("@"));
        if (password && System.getProperty(TUNNEL_PROPERTY) == null) {
            System.setProperty(TUNNEL_PROPERTY, "");
        }
    }

    private void askForLicence(KnownModel model) throws IOException {
        Licence licence = model.licence();
        if (!verbosity.quiet() || !accept) {
            streams.say(model.title() + " (" + model.repository() + ") is published under the " + licence.name() + ": "
                    + licence.url());
            streams.say(licence.summary());
        }
        if (accept) {
            return;
        }
        if (!streams.terminal()) {
            throw new CliException("the licence must be accepted before the model is fetched: give --accept-licence");
        }
        streams.err().print("Do you accept this licence? Type yes: ");
        streams.err().flush();
        BufferedReader reader = new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8));
        String answer = reader.readLine();
        if (answer == null || !answer.strip().equalsIgnoreCase("yes")) {
            throw new CliException("the licence was not accepted; nothing was fetched");
        }
    }

    /** Puts the progress into words. */
    private final class Talk implements PullListener {
        private final ProgressLine line;

        Talk(ProgressLine line) {
            this.line = line;
        }

        @Override
        public void progress(Progress progress) {
            line.show(words(progress));
        }

        @Override
        public void retrying(String reason, Duration pause) {
            if (!verbosity.quiet()) {
                line.close();
                streams.say(reason + String.format(Locale.ROOT, "; going on in %.1f s", pause.toMillis() / 1e3));
            }
        }
    }

    /** E.g. {@code 812 of 2,132 MB, 21.5 MB/s, 1:02 left}. */
    static String words(PullListener.Progress progress) {
        String words = String.format(Locale.ROOT, "%,d of %,d MB", progress.done() / MB, progress.total() / MB);
        Duration rest = progress.remaining();
        if (rest.isNegative()) {
            return words;
        }
        String time = rest.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", rest.toHours(), rest.toMinutesPart(), rest.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", rest.toMinutesPart(), rest.toSecondsPart());
        return words + String.format(Locale.ROOT, ", %.1f MB/s, %s left", progress.bytesPerSecond() / MB, time);
    }
}
