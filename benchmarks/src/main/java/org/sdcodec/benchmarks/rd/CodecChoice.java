package org.sdcodec.benchmarks.rd;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.ImageCodec;
import org.sdcodec.cli.peer.JdkJpeg;
import org.sdcodec.cli.peer.PeerTools;
import org.sdcodec.cli.peer.Tool;
import org.sdcodec.cli.peer.ToolCodec;
import org.sdcodec.cli.peer.WorkFolder;

/** Finds the codecs that a user asks for among those that are installed. */
final class CodecChoice {
    /** All codecs, in the order of the tables and of the charts' colors. */
    static final List<String> ALL = Stream.concat(
                    Stream.of(SdcodecCodec.ID), PeerTools.all().stream().map(ToolCodec.Programs::id))
            .toList();

    private final List<Path> searchPath;
    private final WorkFolder folder;
    private final Duration limit;
    private final Map<String, Measurement.Source> sources = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();

    /**
     * @param searchPath where programs are looked for
     * @param limit how long one run of a program may take
     */
    CodecChoice(List<Path> searchPath, WorkFolder folder, Duration limit) {
        this.searchPath = searchPath;
        this.folder = folder;
        this.limit = limit;
    }

    /**
     * Looks for codecs.
     *
     * @param ids some of {@link #ALL}
     * @param ladders settings by id, for those that shall not have their own
     * @param known points of earlier runs, which can stand for codecs that are not installed
     * @param sdcodec opens sdcodec; only called if it is asked for
     * @throws IllegalArgumentException if there is no such codec or setting, with a sentence that says so
     */
    void find(List<String> ids, Map<String, List<Double>> ladders, List<RatePoint> known, Supplier<ImageCodec> sdcodec)
            throws CodecException {
        Stream.concat(ids.stream(), ladders.keySet().stream())
                .filter(id -> !ALL.contains(id))
                .findFirst()
                .ifPresent(id -> {
                    throw new IllegalArgumentException(
                            "there is no codec '" + id + "'; the codecs are " + String.join(", ", ALL));
                });
        if (ids.contains(SdcodecCodec.ID)) {
            add(sdcodec.get(), ladders);
        }
        for (ToolCodec.Programs programs : PeerTools.all()) {
            if (ids.contains(programs.id())) {
                find(programs, ladders, known);
            }
        }
    }

    private void find(ToolCodec.Programs programs, Map<String, List<Double>> ladders, List<RatePoint> known)
            throws CodecException {
        Optional<Tool> encoder = tool(programs.encoder());
        Optional<Tool> decoder = tool(programs.decoder());
        if (encoder.isPresent() && decoder.isPresent()) {
            add(new ToolCodec(programs, encoder.get(), decoder.get(), folder), ladders);
            return;
        }
        String lacking = encoder.isEmpty() ? programs.encoder() : programs.decoder();
        if (known.stream().anyMatch(p -> p.codec().equals(programs.name()))) {
            missing.add(programs.name() + ": " + lacking + " is not installed, its earlier figures are taken");
            sources.put(programs.name(), new Measurement.Source(Optional.empty(), List.of()));
        } else if (programs.id().equals(PeerTools.JPEG)) {
            missing.add(programs.name() + ": " + lacking + " is not installed, the JDK's encoder is taken");
            add(new JdkJpeg(), ladders);
        } else {
            missing.add(programs.name() + ": " + lacking + " is not installed, it is left out");
        }
    }

    private void add(ImageCodec codec, Map<String, List<Double>> ladders) {
        List<Double> ladder = ladders.getOrDefault(codec.id(), codec.ladder());
        ladder.forEach(setting -> codec.scale().require(codec.name(), setting));
        sources.put(codec.name(), new Measurement.Source(Optional.of(codec), ladder));
    }

    /** The program of that name, if it is installed. */
    Optional<Tool> tool(String name) {
        return Tool.find(name, searchPath, folder, limit);
    }

    /** What was found, by the codecs' names in tables. */
    Map<String, Measurement.Source> sources() {
        return sources;
    }

    /** What was not found and what becomes of it, in words. */
    List<String> missing() {
        return missing;
    }
}
