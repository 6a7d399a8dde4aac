package org.sdcodec.cli.studio;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sdcodec.cli.report.Scores;

/**
 * What a codec makes of a picture.
 *
 * @param id for requests
 * @param name for people
 * @param encoder what made the file, with its settings, for people
 * @param bytes of the file
 * @param fits whether the file is within the size that was asked for
 * @param scores of the decoded picture
 * @param picture the decoded picture, a PNG file
 * @param map where it differs from the original, a PNG file
 */
record Contender(
        String id, String name, String encoder, long bytes, boolean fits, Scores scores, Path picture, Path map) {

    /** For the page. */
    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", id);
        members.put("name", name);
        members.put("encoder", encoder);
        members.put("bytes", bytes);
        members.put("fits", fits);
        members.putAll(scores.members());
        return members;
    }
}
