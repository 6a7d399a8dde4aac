package org.sdcodec.cli.studio;

import java.util.List;
import org.sdcodec.Codec;
import org.sdcodec.cli.studio.web.HttpFailure;

/** The models that can be chosen, of which one is open at a time. */
final class Models implements AutoCloseable {

    private final List<ModelChoice> choices;
    private ModelChoice current;
    private Codec codec;
    private boolean closed;

    /** @param choices the first is the one to begin with */
    Models(List<ModelChoice> choices) {
        this.choices = List.copyOf(choices);
    }

    List<ModelChoice> choices() {
        return choices;
    }

    /** @throws HttpFailure if there is no such model */
    ModelChoice choice(String id) {
        return choices.stream()
                .filter(choice -> choice.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new HttpFailure(400, "there is no model '" + id + "'"));
    }

    /** The codec of a model. That of another model is closed, when the last call in progress has ended. */
    synchronized Codec open(ModelChoice choice) {
        if (closed) {
            throw new IllegalStateException("the studio is closed");
        }
        if (!choice.equals(current)) {
            release();
            codec = choice.open().get();
            current = choice;
        }
        return codec;
    }

    private void release() {
        if (codec != null) {
            codec.close();
            codec = null;
            current = null;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        release();
    }
}
