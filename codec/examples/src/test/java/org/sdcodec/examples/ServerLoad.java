package org.sdcodec.examples;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.sdcodec.Codec;

/**
 * How many requests the example server serves in a second: one at a time on one thread, and 64 at a time on 16 threads;
 * whether the results are the same; and how the heap grows. A program, not a test: its figures depend on the machine.
 */
public final class ServerLoad {

    private static final int CONCURRENT = 64;
    private static final int THREADS = 16;
    private static final int SIDE = 128;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private ServerLoad() {}

    /** @param args how many pictures to upload and fetch for each figure, and for the heap */
    public static void main(String[] args) throws Exception {
        // Otherwise the server's small answers wait for the client's acknowledgement of what came before, 40 ms on
        // Linux.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        int pictures = Integer.parseInt(args[0]);
        int many = Integer.parseInt(args[1]);
        Path folder = Files.createTempDirectory("sdcodec-load");
        byte[][] uploads = new byte[CONCURRENT][];
        for (int i = 0; i < CONCURRENT; i++) {
            uploads[i] = TestPicture.png(TestPicture.of(SIDE, SIDE, i));
        }
        try (PictureServer server = new PictureServer(folder, 0, THREADS)) {
            // So that the compiler has done its work before anything counts.
            served(server, uploads, 2 * pictures, CONCURRENT);
        }
        byte[][] single;
        double one;
        try (PictureServer server =
                new PictureServer(folder, 0, 1, Codec.builder().threads(1).build())) {
            single = served(server, uploads, CONCURRENT, 1);
            long begin = System.nanoTime();
            served(server, uploads, pictures, 1);
            one = 2 * pictures * 1e9 / (System.nanoTime() - begin);
        }
        try (PictureServer server = new PictureServer(folder, 0, THREADS)) {
            byte[][] concurrent = served(server, uploads, CONCURRENT, CONCURRENT);
            long begin = System.nanoTime();
            served(server, uploads, pictures, CONCURRENT);
            double all = 2 * pictures * 1e9 / (System.nanoTime() - begin);
            System.out.printf(
                    Locale.ROOT,
                    "results %s; %.1f requests a second on one thread, %.1f on %d: %.2f times%n",
                    Arrays.deepEquals(single, concurrent) ? "equal" : "DIFFERENT",
                    one,
                    all,
                    THREADS,
                    all / one);
            System.out.printf(Locale.ROOT, "heap %.1f MB", heap());
            served(server, uploads, many, CONCURRENT);
            System.out.printf(Locale.ROOT, ", after %d more requests %.1f MB%n", 2 * many, heap());
        }
    }

    /** Uploads pictures and fetches each as PNG; of the first of each kind, what came back. */
    private static byte[][] served(PictureServer server, byte[][] uploads, int count, int concurrent) {
        byte[][] results = new byte[uploads.length][];
        for (int first = 0; first < count; first += concurrent) {
            List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int i = first; i < Math.min(count, first + concurrent); i++) {
                HttpRequest put = request(server, "p" + i % uploads.length)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(uploads[i % uploads.length]))
                        .build();
                HttpRequest get =
                        request(server, "p" + i % uploads.length + ".png").build();
                answers.add(CLIENT.sendAsync(put, BodyHandlers.ofByteArray())
                        .thenCompose(stored -> CLIENT.sendAsync(get, BodyHandlers.ofByteArray())));
            }
            for (int i = 0; i < answers.size(); i++) {
                HttpResponse<byte[]> answer = answers.get(i).join();
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException("status " + answer.statusCode());
                }
                results[(first + i) % uploads.length] = answer.body();
            }
        }
        return results;
    }

    private static HttpRequest.Builder request(PictureServer server, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/" + path));
    }

    /** What is in use after a collection, in MB. */
    private static double heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }
}
