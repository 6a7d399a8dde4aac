package org.sdcodec.cli.studio;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sdcodec.Picture;

/**
 * A picture that the page has sent.
 *
 * @param id for requests
 * @param name of its file, without folders
 * @param picture upright, 8-bit sRGB
 * @param notes what of its file the picture does not show, clauses for people
 */
record Upload(String id, String name, Picture picture, List<String> notes) {

    /** For the page. */
    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", id);
        members.put("name", name);
        members.put("width", picture.width());
        members.put("height", picture.height());
        members.put("notes", notes);
        return members;
    }
}
