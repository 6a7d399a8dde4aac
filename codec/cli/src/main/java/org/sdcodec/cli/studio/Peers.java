package org.sdcodec.cli.studio;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.ImageCodec;
import org.sdcodec.cli.peer.JdkJpeg;
import org.sdcodec.cli.peer.PeerTools;
import org.sdcodec.cli.peer.Tool;
import org.sdcodec.cli.peer.ToolCodec;
import org.sdcodec.cli.peer.WorkFolder;
import org.sdcodec.cli.studio.web.HttpFailure;

/** The other codecs of this machine: the JDK's JPEG, and those whose programs are installed. */
final class Peers {

    /** AVIF with halved chroma, whose files of equal size look better than those with full chroma. */
    private static final List<String> SHOWN = List.of("webp", "avif420", "jxl");

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final List<Path> searchPath;
    private final Map<String, ToolCodec.Programs> installed = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();

    /** @param searchPath the folders where programs are looked for */
    Peers(List<Path> searchPath) {
        this.searchPath = searchPath;
        for (ToolCodec.Programs programs : PeerTools.all()) {
            if (!SHOWN.contains(programs.id())) {
                continue;
            }
            List<String> lacking = List.of(programs.encoder(), programs.decoder()).stream()
                    .filter(program -> Tool.locate(program, searchPath).isEmpty())
                    .toList();
            if (lacking.isEmpty()) {
                installed.put(programs.id(), programs);
            } else {
                missing.add(programs.name() + " (" + String.join(", ", lacking) + ")");
            }
        }
    }

    /** The ids and names of all that can be compared with. */
    Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(PeerTools.JPEG, new JdkJpeg().name());
        installed.forEach((id, programs) -> names.put(id, programs.name()));
        return names;
    }

    /** The codecs that are not there, with the programs that they lack. */
    List<String> missing() {
        return missing;
    }

    /** @throws HttpFailure if there is no such codec here */
    void require(String id) {
        if (!names().containsKey(id)) {
            throw new HttpFailure(400, "there is no codec '" + id + "' on this machine");
        }
    }

    /**
     * Opens a codec.
     *
     * @param folder for its programs' files, of this one codec alone
     */
    ImageCodec open(String id, WorkFolder folder) throws CodecException {
        require(id);
        ToolCodec.Programs programs = installed.get(id);
        if (programs == null) {
            return new JdkJpeg();
        }
        return new ToolCodec(programs, tool(programs.encoder(), folder), tool(programs.decoder(), folder), folder);
    }

    private Tool tool(String name, WorkFolder folder) throws CodecException {
        Optional<Tool> tool = Tool.find(name, searchPath, folder, LIMIT);
        return tool.orElseThrow(() -> new CodecException(name + " is not installed any more"));
    }
}
