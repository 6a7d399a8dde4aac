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
import org.junit.jupiter.api.Test;
import org.sdcodec.weights.WeightsException;

/** What the hub, the network, the disk or the user forbids. */
class RefusedDownloadTest extends DownloadTest {
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
    void anAddressWithForbiddenCharactersIsFollowed() throws IOException {
        String path = "/madebyollin/taesd/resolve/" + FakeHub.COMMIT + "/" + CONFIG;
        hub.hubFaults.add(FakeHub.status(307, "Location", path + "?sign={a|b}&name=\"x y\""));
        assertFetched(pull());
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
}
