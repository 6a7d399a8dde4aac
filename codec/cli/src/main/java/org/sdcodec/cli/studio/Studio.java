package org.sdcodec.cli.studio;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.sdcodec.EncodeOptions;
import org.sdcodec.cli.peer.WorkFolder;
import org.sdcodec.cli.report.ErrorMap;
import org.sdcodec.cli.studio.web.Exchange;
import org.sdcodec.cli.studio.web.HttpFailure;
import org.sdcodec.cli.studio.web.PageServer;

/** The studio's server, from when it is made until it is closed. */
public final class Studio implements AutoCloseable {

    /**
     * Pictures that are received and read at the same time, because each takes memory before it is known how large it
     * is.
     */
    private static final int UPLOADS = 2;

    private static final Duration DEFAULT_TIME = Duration.ofMinutes(2);
    private static final String PNG = ".png";
    private static final String MAP = ".map";

    private final StudioOptions options;
    private final WorkFolder folder;
    private final PictureFiles files;
    private final Models models;
    private final Peers peers;
    private final Gallery gallery;
    private final Tasks tasks;
    private final Curves curves;
    private final BlindTests blindTests;
    private final Jobs jobs;
    private final Semaphore uploads = new Semaphore(UPLOADS);
    private final PageServer server;
    private boolean closed;

    /**
     * Starts it.
     *
     * @throws IOException if nobody can listen at the address, or no temporary folder can be made
     */
    public Studio(StudioOptions options) throws IOException {
        this.options = options;
        this.models = new Models(options.models());
        this.peers = new Peers(options.searchPath());
        this.gallery = new Gallery(options.limits().pixels());
        this.folder = new WorkFolder(options.temporary(), "sdcodec-studio-");
        this.files = new PictureFiles(folder);
        this.tasks = new Tasks(models, peers, files, options.limits());
        this.curves = new Curves(models, peers, files);
        this.blindTests = new BlindTests(models, peers, files);
        this.jobs = new Jobs(options.limits().time().orElse(DEFAULT_TIME));
        try {
            this.server = new PageServer(options.address(), options.names(), this::handle);
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    /** The port that it listens on. */
    public int port() {
        return server.port();
    }

    /** The secret that requests need, which stands behind the {@code #} of the address that a user opens. */
    public String token() {
        return server.token();
    }

    private void handle(Exchange exchange, List<String> path) throws IOException {
        String first = path.isEmpty() ? "" : path.get(0);
        String request = exchange.method() + " " + first + "/" + path.size();
        switch (request) {
            case "GET about/1" -> exchange.answer(200, about());
            case "POST pictures/1" -> upload(exchange);
            case "DELETE pictures/2" -> {
                gallery.remove(path.get(1));
                exchange.answer(200, Map.of());
            }
            case "POST jobs/2" ->
                exchange.answer(
                        202, Map.of("job", start(path.get(1), exchange.json()).id()));
            case "GET jobs/2" -> exchange.answer(200, jobs.get(path.get(1)).state());
            case "DELETE jobs/2" -> {
                jobs.get(path.get(1)).cancel();
                exchange.answer(200, Map.of());
            }
            case "GET results/3" -> result(exchange, tasks.result(path.get(1)), path.get(2));
            case "GET blind/3", "GET blind/4", "POST blind/3" ->
                blindTests.handle(exchange, path.subList(1, path.size()));
            default -> throw HttpFailure.notFound("there is no such request");
        }
    }

    private Map<String, Object> about() {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("version", options.version());
        about.put(
                "models",
                options.models().stream()
                        .map(model -> Map.of("id", model.id(), "title", model.title(), "diffusion", model.hasUnet()))
                        .toList());
        about.put("peers", peers.names());
        about.put("missing", peers.missing());
        about.put("maxUpload", options.maxUpload());
        about.put("maxPixels", options.limits().pixels());
        about.put("brightest", ErrorMap.BRIGHTEST);
        return about;
    }

    private void upload(Exchange exchange) throws IOException {
        if (!uploads.tryAcquire()) {
            throw new HttpFailure(429, "other pictures are being read; send this one again");
        }
        try {
            byte[] file = exchange.body(options.maxUpload());
            Upload upload = gallery.add(file, exchange.header("X-File-Name"));
            exchange.answer(201, upload.members());
        } finally {
            uploads.release();
        }
    }

    private Job start(String kind, Map<String, Object> request) {
        switch (kind) {
            case "encode" -> {
                Upload upload = gallery.get(text(request, "picture"));
                Settings settings = Settings.of(request, models);
                return jobs.start(job -> tasks.encode(upload, settings, job).members());
            }
            case "peer" -> {
                Coded coded = tasks.result(text(request, "result"));
                String peer = text(request, "peer");
                peers.require(peer);
                return jobs.start(job -> tasks.peer(coded, peer, job).members());
            }
            case "closest" -> {
                Coded coded = tasks.result(text(request, "result"));
                if (!coded.settings().diffusion()) {
                    throw new HttpFailure(400, "only what a UNet has made has a realism");
                }
                return jobs.start(job -> tasks.closest(coded, job).members());
            }
            case "curve" -> {
                Coded coded = tasks.result(text(request, "result"));
                EncodeOptions encoding = scalar(coded.settings());
                List<String> ids = peers(request);
                return jobs.start(
                        job -> curves.draw(coded.original(), coded.settings().model(), encoding, ids, job));
            }
            case "blind" -> {
                Settings settings = Settings.of(request, models);
                EncodeOptions encoding = scalar(settings);
                List<Upload> pictures =
                        texts(request, "pictures").stream().map(gallery::get).toList();
                List<String> ids = peers(request);
                return jobs.start(job -> blindTests.prepare(pictures, settings.model(), encoding, ids, job));
            }
            default -> throw HttpFailure.notFound("there is no such job");
        }
    }

    /** How to encode at several qualities, which mode ddcm does not have. */
    private EncodeOptions scalar(Settings settings) {
        if (settings.diffusion()) {
            throw new HttpFailure(400, "what a UNet makes takes minutes, so there is neither a curve nor a test of it");
        }
        return EncodeOptions.DEFAULT.withEffort(settings.effort()).withLimits(tasks.limits(settings));
    }

    private List<String> peers(Map<String, Object> request) {
        List<String> ids = texts(request, "peers");
        ids.forEach(peers::require);
        return ids;
    }

    private static List<String> texts(Map<String, Object> request, String name) {
        if (request.get(name) instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).distinct().toList();
        }
        throw new HttpFailure(400, "the request lacks '" + name + "'");
    }

    private static String text(Map<String, Object> request, String name) {
        if (request.get(name) instanceof String text) {
            return text;
        }
        throw new HttpFailure(400, "the request lacks '" + name + "'");
    }

    private void result(Exchange exchange, Coded coded, String name) throws IOException {
        if (name.equals("file.sdc")) {
            exchange.answer("application/octet-stream", coded.sdc());
        } else if (name.equals("original.png")) {
            exchange.answer("image/png", coded.originalFile(files));
        } else if (name.endsWith(MAP + PNG)) {
            exchange.answer("image/png", coded.contender(stem(name, MAP + PNG)).map());
        } else if (name.endsWith(PNG)) {
            exchange.answer("image/png", coded.contender(stem(name, PNG)).picture());
        } else {
            throw HttpFailure.notFound("there is no such picture");
        }
    }

    private static String stem(String name, String ending) {
        return name.substring(0, name.length() - ending.length());
    }

    /** Ends all work and removes all files. A second call waits until the first has done so. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.close();
        jobs.close();
        models.close();
        folder.close();
    }
}
