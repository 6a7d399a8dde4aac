package org.sdcodec.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.sdcodec.Codec;
import org.sdcodec.Limits;
import org.sdcodec.cli.launch.Subcommand;
import org.sdcodec.cli.peer.Tool;
import org.sdcodec.cli.studio.ModelChoice;
import org.sdcodec.cli.studio.Studio;
import org.sdcodec.cli.studio.StudioOptions;
import org.sdcodec.codec.pipeline.SdcCodecBuilder;
import org.sdcodec.weights.checkpoint.ModelPart;
import org.sdcodec.weights.hub.FoundModel;
import org.sdcodec.weights.hub.HubEnvironment;
import org.sdcodec.weights.hub.ModelLibrary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sdcodec serve}: the studio, a page in the browser. */
@Command(
        name = "serve",
        header = "Opens a studio in the browser: what sdcodec and other codecs make of a picture.",
        description = {
            "Prints the address to open, and runs until it is ended (Ctrl-C). The page shows a picture before and after"
                    + " with a divider, next to JPEG and, where their programs are installed (cwebp, avifenc, cjxl), WebP,"
                    + " AVIF and JPEG XL of the same size.",
            "",
            "Only this machine can reach it, and only with the key in the address. Pictures stay in memory and in a"
                    + " temporary folder, which is removed at the end. See docs/studio.md."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec serve",
            "  sdcodec serve --port 0                any free port",
            "  sdcodec serve --model sd/             begin with a model of yours",
            "  sdcodec serve --listen 0.0.0.0        for other machines of a network that you trust"
        })
final class ServeCommand implements Callable<Integer> {

    private static final int MEBI = 1 << 20;
    private static final int MAX_PORT = 65535;

    private final Streams streams;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8737",
            description = "Where to listen; 0 for any free port. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            description = "Listen on this address of the machine instead of the loopback address; 0.0.0.0 for all. What"
                    + " is sent is not encrypted.")
    private String listen;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "A name by which browsers ask for this machine, with --listen; may be given several times.")
    private Set<String> names = new HashSet<>();

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            description = "Refuse pictures of more pixels. Default: 33554432.")
    private Long maxPixels;

    @Option(names = "--max-seconds", paramLabel = "N", description = "End work that takes longer. Default: 120.")
    private Integer maxSeconds;

    @Option(
            names = "--max-upload",
            paramLabel = "MIB",
            defaultValue = "64",
            description = "Refuse files of more MiB, at most 1024. Default: ${DEFAULT-VALUE}.")
    private int maxUpload;

    @Mixin
    private NetworkOptions network;

    @Mixin
    private VerbosityOptions verbosity;

    ServeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Studio studio = start()) {
            Runtime.getRuntime().addShutdownHook(new Thread(studio::close, "close-studio"));
            streams.print("http://" + (listen == null ? "localhost" : hostOf(address())) + ":" + studio.port() + "/#"
                    + studio.token());
            if (!verbosity.quiet()) {
                streams.say("Open this address in a browser. Ctrl-C ends the studio and removes its files.");
                if (listen != null) {
                    streams.say("sdcodec: warning: other machines can reach this studio, and see what is sent, because"
                            + " it is not encrypted");
                }
            }
            streams.requireResults();
            // Only a signal ends it.
            new CountDownLatch(1).await();
        }
        return Main.OK;
    }

    private Studio start() throws IOException {
        InetSocketAddress address = new InetSocketAddress(address(), checkedPort());
        limitConnections();
        try {
            return new Studio(new StudioOptions(
                    address,
                    names,
                    limits(),
                    checkedUpload(),
                    Tool.searchPath(System.getenv()),
                    models(),
                    Path.of(System.getProperty("java.io.tmpdir")),
                    SdcodecCommand.Version.number()));
        } catch (BindException e) {
            throw new CliException(
                    "cannot listen on port " + port + " (" + e.getMessage()
                            + "); choose another with --port, or --port 0 for any that is free",
                    e);
        }
    }

    /**
     * A connection that sends nothing, or reads nothing, is closed after some time. The JDK's server has no other place
     * for it.
     */
    private static void limitConnections() {
        System.setProperty("sun.net.httpserver.maxReqTime", "60");
        System.setProperty("sun.net.httpserver.maxRspTime", "120");
        System.setProperty("jdk.httpserver.maxConnections", "64");
    }

    private int checkedPort() {
        if (port < 0 || port > MAX_PORT) {
            throw new UsageException("--port is 0 to " + MAX_PORT + ", not " + port);
        }
        return port;
    }

    private int checkedUpload() {
        if (maxUpload < 1 || maxUpload > 1024) {
            throw new UsageException("--max-upload is 1 to 1024 MiB, not " + maxUpload);
        }
        return (int) Math.min(Integer.MAX_VALUE - 64, (long) maxUpload * MEBI);
    }

    private InetAddress address() {
        if (listen == null) {
            if (!names.isEmpty()) {
                throw new UsageException("--name is for a studio that others can reach; add --listen");
            }
            return InetAddress.getLoopbackAddress();
        }
        try {
            return InetAddress.getByName(listen);
        } catch (UnknownHostException e) {
            throw new UsageException("--listen is an address of this machine, not '" + listen + "'");
        }
    }

    private static String hostOf(InetAddress address) {
        String text = address.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }

    private Limits limits() {
        Limits limits = Limits.untrusted();
        if (maxPixels != null) {
            if (maxPixels < 1) {
                throw new UsageException("--max-pixels must be at least 1, not " + maxPixels);
            }
            limits = limits.withPixels(maxPixels);
        }
        if (maxSeconds != null) {
            if (maxSeconds < 1) {
                throw new UsageException("--max-seconds must be at least 1, not " + maxSeconds);
            }
            limits = limits.withTime(Duration.ofSeconds(maxSeconds));
        }
        return limits;
    }

    /**
     * That of {@code --model} first, if there is one, the one inside sdcodec, and those that are found on this machine.
     */
    private List<ModelChoice> models() {
        List<ModelChoice> choices = new ArrayList<>();
        ModelLibrary library = new ModelLibrary(new HubEnvironment(System.getenv()));
        network.name().ifPresent(name -> {
            Set<ModelPart> parts = library.open(name).parts();
            choices.add(choice(name, parts.contains(ModelPart.UNET)));
        });
        choices.add(new ModelChoice("embedded", "the model inside sdcodec", Optional.empty(), false, () -> {
            Codec codec = builder().build();
            return StartUp.rehearse(Subcommand.SERVE, codec);
        }));
        for (FoundModel found : library.list(List.of())) {
            if (found.isUsable()
                    && found.parts().contains(ModelPart.VAE)
                    && !network.name().equals(Optional.of(found.name()))) {
                choices.add(choice(found.name(), found.parts().contains(ModelPart.UNET)));
            }
        }
        return choices;
    }

    private ModelChoice choice(String name, boolean hasUnet) {
        return new ModelChoice(
                "model " + name,
                name,
                Optional.of(name),
                hasUnet,
                () -> builder().model(NetworkOptions.find(name)).build());
    }

    private SdcCodecBuilder builder() {
        SdcCodecBuilder builder = new SdcCodecBuilder()
                .threads(network.threads())
                .kernels(network.kernels().kernels());
        new HubEnvironment(System.getenv()).sdcodecCache().ifPresent(builder::cache);
        return builder;
    }
}
