/**
 * Autoencoders between pictures and latents.
 *
 * <p>Exported for research into latents and their coding. Unlike the public interface of sdcodec itself, nothing here
 * is promised to stay compatible from one version to the next.
 */
module org.sdcodec.vae {
    requires transitive org.sdcodec.engine;
    requires transitive org.sdcodec.weights;

    exports org.sdcodec.vae;
}
