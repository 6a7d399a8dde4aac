package org.sdcodec.cli.studio;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sdcodec.Picture;
import org.sdcodec.cli.studio.web.HttpFailure;

/**
 * A picture that was encoded with some settings, and what other codecs make of it in as many bytes. Thread-safe.
 */
final class Coded {

    /** The id of sdcodec among the contenders. */
    static final String SDCODEC = "sdcodec";

    private final String id;
    private final String name;
    private final Settings settings;
    private final Picture original;
    private final byte[] sdc;
    private final Map<String, Contender> contenders = new LinkedHashMap<>();
    private Path originalFile;

    /**
     * @param name of the picture's file
     * @param original what was encoded
     * @param sdc the file; not copied
     */
    Coded(String id, String name, Settings settings, Picture original, byte[] sdc) {
        this.id = id;
        this.name = name;
        this.settings = settings;
        this.original = original;
        this.sdc = sdc;
    }

    String id() {
        return id;
    }

    Settings settings() {
        return settings;
    }

    Picture original() {
        return original;
    }

    /** The file; not to be modified. */
    byte[] sdc() {
        return sdc;
    }

    synchronized void add(Contender contender) {
        contenders.put(contender.id(), contender);
    }

    /** @throws HttpFailure if there is no such contender */
    synchronized Contender contender(String which) {
        Contender contender = contenders.get(which);
        if (contender == null) {
            throw HttpFailure.notFound("there is no such picture");
        }
        return contender;
    }

    synchronized List<Contender> contenders() {
        return List.copyOf(contenders.values());
    }

    /** The original as a PNG file, made when it is first asked for. */
    synchronized Path originalFile(PictureFiles files) {
        if (originalFile == null) {
            originalFile = files.png(original);
        }
        return originalFile;
    }

    /** Every file that belongs to it. */
    synchronized List<Path> files() {
        List<Path> all = new ArrayList<>();
        contenders.values().forEach(contender -> all.addAll(List.of(contender.picture(), contender.map())));
        if (originalFile != null) {
            all.add(originalFile);
        }
        return all;
    }

    /** For the page. */
    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", id);
        members.put("width", original.width());
        members.put("height", original.height());
        members.put("bytes", sdc.length);
        members.put("contenders", contenders().stream().map(Contender::members).toList());
        members.put("commands", CommandLine.of(settings, name));
        return members;
    }
}
