package org.sdcodec.cli.studio.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A server of one page and its interface. Everything but the page's own files needs the secret of its {@link Guard}.
 */
public final class PageServer implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int WAITING = 64;
    private static final int IDLE_SECONDS = 30;

    /** The first part of the paths that are not the page's own files. */
    private static final String INTERFACE = "api";

    /** Answers the requests of the page. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Answers a request whose source has been checked.
         *
         * @param path the parts behind {@code /api/}
         * @throws HttpFailure if it cannot be answered, which the page is told
         */
        void handle(Exchange exchange, List<String> path) throws IOException;
    }

    private final HttpServer server;
    private final Guard guard;
    private final Handler handler;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                Thread thread = new Thread(task, "studio-http");
                thread.setDaemon(true);
                return thread;
            });

    /**
     * Starts to listen.
     *
     * @param address port 0 for any that is free
     * @param names of this machine by which it may be asked, in addition to its addresses
     * @throws IOException if nobody can listen there
     */
    public PageServer(InetSocketAddress address, Set<String> names, Handler handler) throws IOException {
        this.handler = handler;
        this.guard = new Guard(address.getAddress(), names);
        this.server = HttpServer.create(address, 0);
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** The secret that requests need. */
    public String token() {
        return guard.token();
    }

    private void serve(HttpExchange http) throws IOException {
        try (http) {
            Exchange exchange = new Exchange(http);
            try {
                guard.checkSource(exchange);
                List<String> path = exchange.path();
                if (path.get(0).equals(INTERFACE)) {
                    guard.checkToken(exchange);
                    handler.handle(exchange, path.subList(1, path.size()));
                } else {
                    file(exchange, path);
                }
            } catch (HttpFailure e) {
                exchange.fail(e);
            } catch (RuntimeException e) {
                exchange.fail(new HttpFailure(500, "internal error (" + e + "); this is a fault of sdcodec"));
            }
        }
    }

    private static void file(Exchange exchange, List<String> path) throws IOException {
        String name = path.equals(List.of("")) ? "index.html" : String.join("/", path);
        Optional<String> type = PageFiles.type(name);
        if (type.isEmpty()) {
            throw HttpFailure.notFound("there is no such page");
        }
        if (!exchange.method().equals("GET")) {
            throw new HttpFailure(405, "this page can only be read");
        }
        exchange.answer(type.get(), PageFiles.content(name));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
