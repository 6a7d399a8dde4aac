package org.sdcodec.cli.studio.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files of the page, which lie next to this class. */
public final class PageFiles {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private static final Set<String> NAMES = Set.of(
            "index.html",
            "icon.svg",
            "studio.css",
            "viewer.css",
            "studio.js",
            "api.js",
            "viewer.js",
            "settings.js",
            "contenders.js",
            "curve.js",
            "blind.js");

    private PageFiles() {}

    /** The media type of a file of the page; nothing if there is no such file. */
    static Optional<String> type(String name) {
        return NAMES.contains(name) ? Optional.of(TYPES.get(name.substring(name.indexOf('.') + 1))) : Optional.empty();
    }

    /** The content of a file of the page. */
    public static byte[] content(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its own file " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content of a file of the page as text. */
    public static String text(String name) {
        return new String(content(name), StandardCharsets.UTF_8);
    }
}
