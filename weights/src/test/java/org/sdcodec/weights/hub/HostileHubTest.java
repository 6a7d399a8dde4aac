package org.sdcodec.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.weights.WeightsException;

/** Hubs that lie, and caches into which somebody has put links: nothing outside of the cache is written. */
@Timeout(120)
class HostileHubTest {

    private static final KnownModel MODEL = KnownModel.require("taesd");
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "diffusion_pytorch_model.safetensors";
    private static final String PRECIOUS = "what must stay as it is";
    private static final Duration SOON = Duration.ofMillis(5);
    private static final Timing QUICK =
            new Timing(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(30), SOON, SOON, 4);

    private final byte[] weights = new byte[100_000];
    private FakeHub hub;

    @TempDir
    Path home;

    @BeforeEach
    void publish() throws IOException {
        new Random(2).nextBytes(weights);
        hub = new FakeHub();
        hub.publish(MODEL.repository(), CONFIG, "{}".getBytes(StandardCharsets.UTF_8));
        hub.publish(MODEL.repository(), WEIGHTS, weights);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private Path repository() {
        return home.resolve("hub/models--madebyollin--taesd");
    }

    private Path blob() {
        return repository().resolve("blobs").resolve(FakeHub.sha256(weights));
    }

    private Path pull() {
        Map<String, String> environment = Map.of(
                "HF_HUB_CACHE", home.resolve("hub").toString(),
                "HF_HOME", home.toString(),
                "HF_ENDPOINT", hub.endpoint());
        Downloader downloader = new Downloader(new HubEnvironment(environment), QUICK, folder -> 1L << 40);
        downloader.accept(MODEL);
        return downloader.pull(MODEL, false, progress -> {}, () -> false);
    }

    private Path precious() throws IOException {
        return Files.writeString(home.resolve("precious.txt"), PRECIOUS);
    }

    private void plantLink(Path at, Path to) throws IOException {
        Files.createDirectories(at.getParent());
        Files.createSymbolicLink(at, to);
    }

    @Test
    void nothingIsWrittenThroughLinksInTheCache() throws IOException {
        Path precious = precious();
        plantLink(PartialFile.partial(blob()), precious);
        plantLink(repository().resolve("sdcodec-licence-accepted.txt"), precious);
        plantLink(repository().resolve("refs/main"), precious);
        plantLink(repository().resolve("snapshots").resolve(FakeHub.COMMIT).resolve(WEIGHTS), precious);
        Path snapshot = pull();
        assertThat(snapshot.resolve(WEIGHTS)).hasBinaryContent(weights);
        assertThat(precious).hasContent(PRECIOUS);
    }

    @Test
    void aLockThatIsALinkMakesNoFile() throws IOException {
        Path elsewhere = home.resolve("elsewhere");
        plantLink(home.resolve("hub/.locks/models--madebyollin--taesd/sdcodec-pull.lock"), elsewhere);
        assertThatThrownBy(this::pull).isInstanceOf(WeightsException.class).hasMessageContaining("cannot be stored");
        assertThat(elsewhere).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://127.0.0.1/x",
                "jar:file:/etc/passwd!/x",
                "data:text/plain,x",
                "//",
                "http://",
                "\u001b]0;title\u0007",
                "http:///etc/passwd"
            })
    void addressesOfOtherKindsAreNotFollowed(String address) throws IOException {
        hub.hubFaults.add(FakeHub.none());
        hub.hubFaults.add(FakeHub.status(302, "Location", address));
        assertThatThrownBy(this::pull)
                .isInstanceOf(WeightsException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1).doesNotContain("\u001b"));
        assertThat(blob()).doesNotExist();
    }

    /** The hub states a hash; what it names must not become part of a path. */
    @ParameterizedTest
    @ValueSource(
            strings = {"../../../precious.txt", "..%2f..%2fprecious", "", "\"\"", "0123456789abcdef", "/etc/passwd"})
    void aHashThatIsNoneIsRefused(String hash) throws IOException {
        Path precious = precious();
        hub.hubFaults.add(
                FakeHub.status(200, "X-Repo-Commit", FakeHub.COMMIT, "ETag", '"' + hash + '"', "Content-Length", "2"));
        assertThatThrownBy(this::pull)
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("does not behave as a Hugging Face hub");
        assertThat(precious).hasContent(PRECIOUS);
    }

    @Test
    void aCommitThatIsAPathIsRefused() {
        hub.hubFaults.add(FakeHub.status(
                200,
                "X-Repo-Commit",
                "../../../../outside",
                "ETag",
                '"' + FakeHub.gitSha1(new byte[2]) + '"',
                "Content-Length",
                "2"));
        assertThatThrownBy(this::pull)
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("does not behave as a Hugging Face hub");
    }

    @Test
    void aSizeThatNoDiskHasIsRefusedBeforeAnythingIsFetched() {
        hub.hubFaults.add(FakeHub.none());
        hub.hubFaults.add(FakeHub.status(
                302,
                "X-Repo-Commit",
                FakeHub.COMMIT,
                "X-Linked-ETag",
                '"' + FakeHub.sha256(weights) + '"',
                "X-Linked-Size",
                "999999999999999999",
                "Location",
                "http://localhost/never"));
        assertThatThrownBy(this::pull)
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("the disk has room for");
        assertThat(hub.to("storage", "GET")).isEmpty();
    }

    @Test
    void allFilesLieInTheCache() throws IOException {
        pull();
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("hub");
        }
    }
}
