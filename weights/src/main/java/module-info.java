/**
 * Weights: the file format safetensors, models in their published layouts, downloads, and the model that is part of
 * sdcodec.
 *
 * <p>Downloads ({@link org.sdcodec.weights.hub}) need the module java.net.http; nothing else does.
 *
 * <p>Exported for research with published models. Unlike the public interface of sdcodec itself, nothing here is
 * promised to stay compatible from one version to the next.
 */
module org.sdcodec.weights {
    requires static java.net.http;
    requires tools.jackson.core;

    exports org.sdcodec.weights;
    exports org.sdcodec.weights.checkpoint;
    exports org.sdcodec.weights.embedded;
    exports org.sdcodec.weights.hub;
    exports org.sdcodec.weights.json to
            org.sdcodec,
            org.sdcodec.cli;
    exports org.sdcodec.weights.safetensors;
}
