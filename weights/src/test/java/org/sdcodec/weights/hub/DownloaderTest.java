package org.sdcodec.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.WeightsException;

/** Downloads from a hub on this machine that misbehaves in every way a real one and its lines do. */
class DownloaderTest {
    private static final KnownModel MODEL = KnownModel.require("taesd");
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "diffusion_pytorch_model.safetensors";
    private static final String TOKEN = "hf_secret";
    private static final Timing QUICK = new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            4);
    private static final Timing IMPATIENT = new Timing(
            QUICK.connect(), QUICK.answer(), Duration.ofMillis(500), QUICK.firstPause(), QUICK.longestPause(), 4);

    private final byte[] weights = new byte[300_000];
    private final byte[] config = "{\"_class_name\":\"AutoencoderTiny\"}".getBytes(StandardCharsets.UTF_8);
    private final List<String> retries = new ArrayList<>();
    private final List<PullListener.Progress> progress = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private Timing timing = QUICK;
    private FakeHub hub;

    @TempDir
    Path home;

    @BeforeEach
    void publish() throws IOException {
        new Random(1).nextBytes(weights);
        hub = new FakeHub();
        hub.publish(MODEL.repository(), CONFIG, config);
        hub.publish(MODEL.repository(), WEIGHTS, weights);
        environment.put("HF_HUB_CACHE", cache().toString());
        environment.put("HF_HOME", home.toString());
        environment.put("HF_ENDPOINT", hub.endpoint());
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private Path cache() {
        return home.resolve("hub");
    }

    private Path repository() {
        return cache().resolve("models--madebyollin--taesd");
    }

    private Path blob() {
        return repository().resolve("blobs").resolve(FakeHub.sha256(weights));
    }

    private Path partial() {
        return blob().resolveSibling(blob().getFileName() + ".sdcodec-incomplete");
    }

    private Downloader downloader() {
        Downloader downloader = new Downloader(new HubEnvironment(environment), timing, folder -> Long.MAX_VALUE);
        downloader.accept(MODEL);
        return downloader;
    }

    private Path pull() {
        return downloader().pull(MODEL, false, new Listener(), () -> false);
    }

    private final class Listener implements PullListener {
        @Override
        public void progress(Progress step) {
            progress.add(step);
        }

        @Override
        public void retrying(String reason, Duration pause) {
            retries.add(reason);
        }
    }

    private void assertFetched(Path snapshot) throws IOException {
        assertThat(snapshot).isEqualTo(repository().resolve("snapshots").resolve(FakeHub.COMMIT));
        assertThat(Files.readAllBytes(snapshot.resolve(WEIGHTS))).isEqualTo(weights);
        assertThat(Files.readAllBytes(snapshot.resolve(CONFIG))).isEqualTo(config);
        assertThat(partial()).doesNotExist();
    }

    private AbstractThrowableAssert<?, ?> assertRefused() {
        return assertThatThrownBy(this::pull)
                .isInstanceOf(WeightsException.class)
                .hasMessageNotContaining(TOKEN);
    }

    private List<String> ranges() {
        return hub.to("storage", "GET").stream().map(FakeHub.Request::range).toList();
    }

    @Test
    void storesInThePublishedLayout() throws IOException {
        Path snapshot = pull();
        assertFetched(snapshot);
        assertThat(repository().resolve("refs/main")).hasContent(FakeHub.COMMIT);
        assertThat(Files.readSymbolicLink(snapshot.resolve(WEIGHTS)))
                .isEqualTo(Path.of("../../blobs").resolve(FakeHub.sha256(weights)));
        assertThat(Files.readSymbolicLink(snapshot.resolve(CONFIG)))
                .isEqualTo(Path.of("../../blobs").resolve(FakeHub.gitSha1(config)));
        PullListener.Progress last = progress.get(progress.size() - 1);
        assertThat(last.done()).isEqualTo(last.total()).isEqualTo(weights.length + config.length);
        assertThat(retries).isEmpty();
        // All but the first question are about one commit.
        assertThat(hub.requests.stream().filter(request -> request.path().contains("/main/")))
                .hasSize(1);
    }

    @Test
    void fetchesNothingTwice() throws IOException {
        Path snapshot = pull();
        hub.requests.clear();
        assertFetched(pull());
        assertThat(hub.requests).allMatch(request -> request.method().equals("HEAD"));

        // Where links are not possible, the file itself lies in the snapshot.
        Files.delete(snapshot.resolve(WEIGHTS));
        Files.move(blob(), snapshot.resolve(WEIGHTS));
        hub.requests.clear();
        assertFetched(pull());
        assertThat(hub.requests).allMatch(request -> request.method().equals("HEAD"));
        assertThat(Files.isSymbolicLink(snapshot.resolve(WEIGHTS))).isFalse();
    }

    @Test
    void fetchesAWholeModelInHalfPrecision() throws IOException {
        KnownModel model = KnownModel.require("sd14");
        for (String path : model.files(true)) {
            hub.publish(model.repository(), path, path.getBytes(StandardCharsets.UTF_8));
        }
        Downloader downloader = downloader();
        downloader.accept(model);
        Path snapshot = downloader.pull(model, true, PullListener.SILENT, () -> false);
        Path unet = snapshot.resolve("unet/diffusion_pytorch_model.fp16.safetensors");
        assertThat(Files.readString(unet)).isEqualTo("unet/diffusion_pytorch_model.fp16.safetensors");
        assertThat(Files.readSymbolicLink(unet)).startsWithRaw(Path.of("../../../blobs"));
        assertThat(snapshot.resolve("text_encoder/model.fp16.safetensors")).exists();
        assertThat(snapshot.resolve("model_index.json")).exists();
        assertThatThrownBy(() -> downloader.pull(model, false, PullListener.SILENT, () -> false))
                .hasMessageContaining("has no file vae/diffusion_pytorch_model.safetensors");
        assertThatThrownBy(() -> downloader.pull(MODEL, true, PullListener.SILENT, () -> false))
                .hasMessageContaining("taesd is not published in 16-bit floating point");
    }

    @Test
    void goesOnWhereTheConnectionEnded() throws IOException {
        hub.storageFaults.add(FakeHub.cutAfter(100_000));
        hub.storageFaults.add(FakeHub.cutAfter(50_000));
        assertFetched(pull());
        assertThat(ranges()).containsExactly(null, "bytes=100000-", "bytes=150000-");
        assertThat(hub.to("storage", "GET").stream().map(FakeHub.Request::ifRange))
                .containsExactly(null, FakeHub.STORAGE_TAG, FakeHub.STORAGE_TAG);
        assertThat(retries).hasSize(2).allMatch(reason -> reason.startsWith(WEIGHTS + ": "));
        assertThat(progress).allMatch(step -> step.done() <= step.total());
    }

    @Test
    void goesOnWhereAnEarlierRunEnded() throws IOException {
        Files.createDirectories(partial().getParent());
        Files.write(partial(), Arrays.copyOf(weights, 12_345));
        assertFetched(pull());
        assertThat(ranges()).containsExactly("bytes=12345-");
        assertThat(progress.get(0).done()).isGreaterThanOrEqualTo(12_345);
    }

    @Test
    void startsAnewWhenTheBeginningWasDamaged() throws IOException {
        Files.createDirectories(partial().getParent());
        Files.write(partial(), new byte[5_000]);
        assertFetched(pull());
        assertThat(ranges()).containsExactly("bytes=5000-", null);
        assertThat(retries).containsExactly(WEIGHTS + " arrived damaged and is fetched again");
        assertThat(progress).allMatch(step -> step.done() >= 0 && step.done() <= step.total());
    }

    @Test
    void aPartialFileThatIsTooLongIsDropped() throws IOException {
        Files.createDirectories(partial().getParent());
        Files.write(partial(), new byte[weights.length + 1]);
        assertFetched(pull());
        assertThat(ranges()).containsExactly((String) null);
    }

    @Test
    void aServerThatKnowsNoPartsSendsAllOfIt() throws IOException {
        hub.storageFaults.add(FakeHub.cutAfter(1_000));
        hub.storageFaults.add(FakeHub.ignoreRange());
        assertFetched(pull());
        hub.requests.clear();
        Files.delete(blob());
        hub.storageFaults.add(FakeHub.cutAfter(1_000));
        hub.storageFaults.add(FakeHub.wrongRange());
        assertFetched(pull());
        assertThat(ranges()).containsExactly(null, "bytes=1000-", null);
        Files.delete(blob());
        hub.storageFaults.add(FakeHub.cutAfter(1_000));
        hub.storageFaults.add(FakeHub.status(416));
        assertFetched(pull());
    }

    @Test
    void wrongContentIsFetchedOnceMoreAndThenDeleted() throws IOException {
        hub.storageFaults.add(FakeHub.corrupt());
        assertFetched(pull());
        assertThat(retries).hasSize(1);

        Files.delete(blob());
        hub.storageFaults.add(FakeHub.corrupt());
        hub.storageFaults.add(FakeHub.corrupt());
        assertRefused()
                .hasMessageContainingAll(
                        WEIGHTS, "does not have the SHA-256 " + FakeHub.sha256(weights), "was deleted");
        assertThat(blob()).doesNotExist();
        assertThat(partial()).doesNotExist();
    }

    @Test
    void aSmallFilesContentIsCheckedToo() throws IOException {
        for (int i = 0; i < 2; i++) {
            // The two questions before it; then the file itself, damaged.
            if (i == 0) {
                hub.hubFaults.add(FakeHub.none());
                hub.hubFaults.add(FakeHub.none());
            }
            hub.hubFaults.add(FakeHub.corrupt());
        }
        assertRefused().hasMessageContainingAll(CONFIG, "does not have the Git SHA-1");
    }

    @Test
    void wrongLengthsAreNotAccepted() {
        for (int i = 0; i < QUICK.triesWithoutProgress(); i++) {
            hub.storageFaults.add(FakeHub.tooShort());
        }
        assertRefused().hasMessageContainingAll("tried 4 times", "offers 299990 bytes where 300000 were expected");
        assertThat(blob()).doesNotExist();
        for (int i = 0; i < 20; i++) {
            hub.storageFaults.add(FakeHub.tooLong());
        }
        assertRefused().hasMessageContaining("sent more than the 300000 bytes that it announced");
        assertThat(blob()).doesNotExist();
    }

    @Test
    void aCutAtTheSamePlaceForeverEnds() {
        for (int i = 0; i < 20; i++) {
            hub.storageFaults.add(FakeHub.cutAfterIgnoringRange(1_000));
        }
        assertRefused().hasMessageContaining("pull again: it goes on where it stopped");
        assertThat(hub.to("storage", "GET")).hasSizeLessThan(10);
        assertThat(partial()).hasSize(1_000);
    }

    @Test
    void triesAgainWhenTheServerIsBusy() throws IOException {
        hub.hubFaults.add(FakeHub.status(429, "Retry-After", "3600"));
        hub.hubFaults.add(FakeHub.status(503));
        hub.storageFaults.add(FakeHub.status(500));
        hub.storageFaults.add(FakeHub.status(403));
        assertFetched(pull());
        assertThat(retries)
                .containsExactly(
                        CONFIG + ": 127.0.0.1 answered 429",
                        CONFIG + ": 127.0.0.1 answered 503",
                        WEIGHTS + ": localhost answered 500",
                        WEIGHTS + ": localhost answered 403");
        for (int i = 0; i < QUICK.triesWithoutProgress(); i++) {
            hub.hubFaults.add(FakeHub.status(503));
        }
        assertRefused().hasMessageContainingAll("tried 4 times", "answered 503");
    }

    @Test
    void theTokenReachesTheHubAlone() throws IOException {
        environment.put("HF_TOKEN", TOKEN);
        hub.storageFaults.add(FakeHub.cutAfter(10));
        assertFetched(pull());
        assertThat(hub.requests)
                .allMatch(request -> request.server().equals("hub")
                        ? ("Bearer " + TOKEN).equals(request.authorization())
                        : request.authorization() == null);
        assertThat(hub.to("storage", "GET")).hasSize(2);
    }

    @Test
    void saysWhatARefusalMeans() {
        hub.hubFaults.add(FakeHub.status(403, "X-Error-Code", "GatedRepo"));
        assertRefused()
                .hasMessageContainingAll(
                        "is gated or private; accept its terms on " + hub.endpoint() + "/madebyollin/taesd",
                        "set HF_TOKEN");
        environment.put("HF_TOKEN", TOKEN);
        hub.hubFaults.add(FakeHub.status(401, "X-Error-Code", "GatedRepo"));
        assertRefused().hasMessageContaining("the access token that was sent (HF_TOKEN) does not give access");
        hub.hubFaults.add(FakeHub.status(401, "X-Error-Code", "RepoNotFound"));
        assertRefused().hasMessageContaining("it was removed or renamed, or it is private");
        hub.hubFaults.add(FakeHub.status(404, "X-Error-Code", "RepoNotFound"));
        assertRefused().hasMessageContaining("there is no such model or file (config.json)");
        hub.hubFaults.add(FakeHub.status(404, "X-Error-Code", "EntryNotFound"));
        assertRefused().hasMessageContaining("has no file config.json");
        hub.hubFaults.add(FakeHub.status(418));
        assertRefused().hasMessageContaining("answered 418 for madebyollin/taesd/config.json");
        hub.hubFaults.add(FakeHub.status(200));
        assertRefused().hasMessageContaining("does not behave as a Hugging Face hub: check HF_ENDPOINT");
        assertThat(retries).isEmpty();
    }

    @Test
    void anAddressWithForbiddenCharactersIsFollowed() throws IOException {
        String path = "/madebyollin/taesd/resolve/" + FakeHub.COMMIT + "/" + CONFIG;
        hub.hubFaults.add(FakeHub.status(307, "Location", path + "?sign={a|b}&name=\"x y\""));
        assertFetched(pull());
    }

    @Test
    void followsARenamedRepositoryButNoOtherKindOfAddress() throws IOException {
        hub.hubFaults.add(
                FakeHub.status(307, "Location", "/madebyollin/taesd/resolve/" + FakeHub.COMMIT + "/" + CONFIG));
        assertFetched(pull());
        hub.hubFaults.add(FakeHub.status(302, "Location", "file:///etc/passwd"));
        assertRefused().hasMessageContaining("redirects to an address that is not followed");
        for (int i = 0; i < 20; i++) {
            hub.hubFaults.add(FakeHub.status(302, "Location", "/again"));
        }
        assertRefused().hasMessageContaining("without end");
    }

    @Test
    void aStalledConnectionIsLeft() throws IOException {
        timing = IMPATIENT;
        hub.storageFaults.add(hub.stallAfter(2_000));
        assertFetched(pull());
        assertThat(ranges()).startsWith(null, "bytes=2000-");
        assertThat(retries).startsWith(WEIGHTS + ": nothing arrived for some time");
    }

    @Test
    void stopsWhenCancelledAndKeepsWhatItHas() throws IOException {
        hub.storageFaults.add(hub.stallAfter(2_000));
        // Cancelled once the first bytes are on the disk, while the body stalls.
        assertThatThrownBy(() -> downloader().pull(MODEL, false, new Listener(), this::hasPartial))
                .isInstanceOf(CancellationException.class);
        assertThat(partial()).hasSize(2_000);
        hub.stalled.countDown();
        assertFetched(pull());
        assertThat(ranges()).containsExactly(null, "bytes=2000-");
    }

    private boolean hasPartial() {
        try {
            return Files.exists(partial()) && Files.size(partial()) >= 2_000;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void looksForRoomFirst() {
        Downloader full = new Downloader(new HubEnvironment(environment), QUICK, folder -> 64_300_000);
        full.accept(MODEL);
        assertThatThrownBy(() -> full.pull(MODEL, false, PullListener.SILENT, () -> false))
                .isInstanceOf(WeightsException.class)
                .hasMessageContainingAll("1 MB are to be fetched", "the disk has room for 65 MB", "HF_HOME");
        assertThat(hub.to("storage", "GET")).isEmpty();
    }

    @Test
    void asksForTheLicenceOnce() {
        Downloader downloader = new Downloader(new HubEnvironment(environment), QUICK, folder -> Long.MAX_VALUE);
        assertThat(downloader.isAccepted(MODEL)).isFalse();
        assertThatThrownBy(() -> downloader.pull(MODEL, false, PullListener.SILENT, () -> false))
                .isInstanceOf(WeightsException.class)
                .hasMessageContainingAll("MIT License", "must be accepted");
        assertThat(hub.requests).isEmpty();
        downloader.accept(MODEL);
        assertThat(new Downloader(new HubEnvironment(environment)).isAccepted(MODEL))
                .isTrue();
        assertThat(downloader.isAccepted(KnownModel.require("sd-1.4"))).isFalse();
    }

    @Test
    void offlineItTakesWhatIsThere() throws IOException {
        environment.put("HF_HUB_OFFLINE", "1");
        assertRefused().hasMessageContaining("HF_HUB_OFFLINE forbids");
        environment.remove("HF_HUB_OFFLINE");
        pull();
        environment.put("HF_HUB_OFFLINE", "yes");
        hub.requests.clear();
        assertFetched(pull());
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void twoDownloadsOfOneModelExcludeEachOther() throws IOException {
        Path lock = cache().resolve(".locks/models--madebyollin--taesd/sdcodec-pull.lock");
        Files.createDirectories(lock.getParent());
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            assertRefused().hasMessageContaining("another download of it is under way");
        }
        assertFetched(pull());
    }

    @Test
    void saysWhenTheHubCannotBeReached() {
        int port = hub.port();
        hub.close();
        environment.put("HF_ENDPOINT", "http://127.0.0.1:" + port);
        assertRefused()
                .hasMessageContainingAll("tried 3 times", "check the connection", "no connection to 127.0.0.1:" + port);
    }

    @Test
    void aRefusedEncryptedConnectionIsNotTriedAgain() throws IOException {
        // A server that does not speak TLS.
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> answerInClear(server));
            thread.setDaemon(true);
            thread.start();
            environment.put("HF_ENDPOINT", "https://127.0.0.1:" + server.getLocalPort());
            assertRefused().hasMessageContaining("the encrypted connection cannot be made");
            assertThat(retries).isEmpty();
        }
    }

    private static void answerInClear(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().read(new byte[1 << 14]);
                socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                // The client or the test has closed its side.
                continue;
            }
        }
    }

    @Test
    void goesThroughAProxyWithoutTheTokenWhereItWouldBeReadable() throws IOException {
        environment.put("HF_ENDPOINT", "http://hub.invalid");
        environment.put("http_proxy", "http://127.0.0.1:" + hub.port());
        environment.put("NO_PROXY", "localhost");
        environment.put("HF_TOKEN", TOKEN);
        assertFetched(pull());
        assertThat(hub.requests).hasSize(5).allMatch(request -> request.authorization() == null);
        hub.hubFaults.add(FakeHub.status(401, "X-Error-Code", "GatedRepo"));
        assertRefused()
                .hasMessageContainingAll(
                        "(HF_TOKEN) was not sent to http://hub.invalid", "over https only", "HF_ENDPOINT");
    }

    @Test
    void saysWhenItCannotBeStored() throws IOException {
        Files.writeString(home.resolve("file"), "");
        environment.put("HF_HUB_CACHE", home.resolve("file").toString());
        assertRefused().hasMessageContaining("cannot be written");
    }
}
