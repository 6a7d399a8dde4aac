package org.sdcodec.cli;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.sdcodec.cli.json.JsonObjects;

/** Objects for other programs, one on each line. */
final class Json {

    private Json() {}

    /**
     * Prints an object.
     *
     * @param fields its members as {@link JsonObjects} takes them
     */
    static void print(Streams streams, Map<String, ?> fields) {
        // Not through a charset of the terminal: JSON is UTF-8.
        streams.out().writeBytes(JsonObjects.write(fields));
        streams.out().writeBytes("\n".getBytes(StandardCharsets.UTF_8));
        streams.out().flush();
    }
}
