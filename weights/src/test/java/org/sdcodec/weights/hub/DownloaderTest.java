package org.sdcodec.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Content that arrives late, in parts, damaged or not at all. */
class DownloaderTest extends DownloadTest {
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
}
