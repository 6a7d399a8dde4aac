package org.sdcodec.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import org.sdcodec.Codec;
import org.sdcodec.SdcodecException;

/**
 * A web server that stores pictures as {@code .sdc} files: {@code PUT /NAME} uploads one in any format that ImageIO
 * reads, {@code GET /NAME.png} gives it as PNG, {@code GET /NAME.sdc} as it is stored.
 *
 * <p>One codec serves all requests. Its memory budget makes requests wait that do not fit the heap together.
 */
public final class PictureServer implements AutoCloseable {

    private static final int MAX_UPLOAD = 32 << 20;
    private static final long MAX_PIXELS = 1 << 24;
    private static final int QUALITY = 50;
    private static final int GRACE_SECONDS = 1;

    private final Codec codec;
    private final ExecutorService threads;
    private final HttpServer server;
    private final PictureStore store;

    /**
     * @param folder of the pictures; made if it does not exist
     * @param port on the loopback interface; 0 for any that is free
     * @param requests how many are worked on at the same time
     */
    public PictureServer(Path folder, int port, int requests) throws IOException {
        this(folder, port, requests, Codec.embedded());
    }

    /** @param codec of all requests; closed with the server */
    PictureServer(Path folder, int port, int requests, Codec codec) throws IOException {
        this.codec = codec;
        ImageIO.setUseCache(false);
        this.store = new PictureStore(folder, codec, QUALITY, MAX_PIXELS);
        this.threads = Executors.newFixedThreadPool(requests);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** @param args the folder of the pictures, and a port */
    public static void main(String[] args) throws IOException {
        PictureServer server = new PictureServer(
                Path.of(args[0]),
                Integer.parseInt(args[1]),
                2 * Runtime.getRuntime().availableProcessors());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        System.out.println("http://localhost:" + server.port() + "/ on " + server.codec.kernels() + " kernels");
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                String path = exchange.getRequestURI().getPath().substring(1);
                switch (exchange.getRequestMethod()) {
                    case "PUT" -> put(exchange, path);
                    case "GET" -> get(exchange, path);
                    default -> answer(exchange, 405, "There is PUT and GET.");
                }
            } catch (IIOException e) {
                answer(exchange, 400, e.getMessage());
            } catch (SdcodecException e) {
                answer(exchange, 500, e.getMessage());
            }
        }
    }

    private void put(HttpExchange exchange, String name) throws IOException {
        if (!PictureStore.isName(name)) {
            answer(exchange, 400, "A name is 1 to 64 letters, digits, underscores and hyphens.");
            return;
        }
        byte[] image = exchange.getRequestBody().readNBytes(MAX_UPLOAD + 1);
        if (image.length > MAX_UPLOAD) {
            answer(exchange, 413, "At most " + MAX_UPLOAD + " bytes are taken.");
            return;
        }
        answer(exchange, 201, store.put(name, image) + " bytes");
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        int dot = path.lastIndexOf('.');
        String name = path.substring(0, Math.max(0, dot));
        String type = path.substring(dot + 1);
        if (!PictureStore.isName(name) || !store.contains(name) || !(type.equals("png") || type.equals("sdc"))) {
            answer(exchange, 404, "There is no such picture.");
        } else if (type.equals("png")) {
            answer(exchange, 200, "image/png", store.png(name));
        } else {
            answer(exchange, 200, "image/x-sdcodec", store.sdc(name));
        }
    }

    private static void answer(HttpExchange exchange, int status, String sentence) throws IOException {
        answer(exchange, status, "text/plain; charset=utf-8", (sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** Ends the server; requests in progress get a second. */
    @Override
    public void close() {
        server.stop(GRACE_SECONDS);
        threads.shutdown();
        try {
            threads.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        codec.close();
    }
}
