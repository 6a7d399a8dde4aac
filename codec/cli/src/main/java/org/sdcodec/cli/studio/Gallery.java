package org.sdcodec.cli.studio;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sdcodec.Metadata;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormatException;
import org.sdcodec.cli.image.ReadPicture;
import org.sdcodec.cli.studio.web.HttpFailure;

/** The pictures that the page has sent. When they become too many pixels, the oldest are forgotten. Thread-safe. */
final class Gallery {

    private static final int MOST = 16;
    private static final int MAX_NAME = 200;

    private final long maxPixels;
    private final Map<String, Upload> uploads = new LinkedHashMap<>();
    private int count;

    /** @param maxPixels of one picture; all together may have twice as many */
    Gallery(long maxPixels) {
        this.maxPixels = maxPixels;
    }

    /**
     * Reads a picture and keeps it.
     *
     * @param encodedName the file's name in the encoding of URLs
     * @throws HttpFailure if it is no picture that can be read
     */
    Upload add(byte[] file, String encodedName) {
        String name = name(encodedName);
        ReadPicture read;
        try {
            read = ImageFiles.read(file, name, maxPixels);
        } catch (ImageFormatException e) {
            throw new HttpFailure(422, e.getMessage());
        }
        List<String> notes = new ArrayList<>(read.warnings());
        if (read.converted()) {
            notes.add("its colors are converted from its profile to sRGB");
        }
        return keep(name, read.picture().withMetadata(Metadata.NONE), notes);
    }

    private synchronized Upload keep(String name, Picture picture, List<String> notes) {
        Upload upload = new Upload("p" + ++count, name, picture, notes);
        uploads.put(upload.id(), upload);
        while (uploads.size() > MOST || uploads.size() > 1 && pixels() > 2 * maxPixels) {
            uploads.remove(uploads.keySet().iterator().next());
        }
        return upload;
    }

    private long pixels() {
        return uploads.values().stream()
                .mapToLong(upload ->
                        (long) upload.picture().width() * upload.picture().height())
                .sum();
    }

    /** @throws HttpFailure if there is no such picture, or no longer */
    synchronized Upload get(String id) {
        Upload upload = uploads.get(id);
        if (upload == null) {
            throw HttpFailure.notFound("this picture is forgotten, because newer ones took its place; open it again");
        }
        return upload;
    }

    /** Forgets a picture, if it is there. */
    synchronized void remove(String id) {
        uploads.remove(id);
    }

    /** The last part of a name, without what no terminal should print. */
    private static String name(String encoded) {
        String decoded;
        try {
            decoded = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new HttpFailure(400, "the file's name is not encoded as in a URL");
        }
        String name =
                decoded.replaceAll(".*[/\\\\]", "").replaceAll("\\p{C}", "").strip();
        String fitting = name.length() > MAX_NAME ? name.substring(name.length() - MAX_NAME) : name;
        return fitting.isEmpty() ? "picture" : fitting;
    }
}
