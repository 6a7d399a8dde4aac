import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;

/** A hub of models on this machine with one small model, for .ci/kill. Prints its address; sends weights slowly. */
public final class Hub {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final int PIECE = 1 << 14;

    private Hub() {}

    /** @param args the number of bytes of weights, and milliseconds between pieces of 16 KiB */
    public static void main(String[] args) throws Exception {
        byte[] weights = new byte[Integer.parseInt(args[0])];
        new Random(1).nextBytes(weights);
        int pause = Integer.parseInt(args[1]);
        byte[] config = "{\"_class_name\":\"AutoencoderTiny\"}".getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> files = Map.of("config.json", config, "diffusion_pytorch_model.safetensors", weights);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            answer(exchange, files.get(path.substring(path.lastIndexOf('/') + 1)), pause);
        });
        server.start();
        System.out.println("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange, byte[] content, int pause) throws IOException {
        try (exchange) {
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
            exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
            exchange.getResponseHeaders().set("ETag", '"' + hash(content) + '"');
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            if (from > 0) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
            for (int at = from; at < content.length; at += PIECE) {
                exchange.getResponseBody().write(content, at, Math.min(PIECE, content.length - at));
                exchange.getResponseBody().flush();
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
