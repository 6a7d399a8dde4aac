/**
 * The networks of Stable Diffusion apart from its autoencoder: UNet and text encoder, noise schedules and samplers.
 *
 * <p>Exported for research into diffusion on the JVM. Unlike the public interface of sdcodec itself, nothing here is
 * promised to stay compatible from one version to the next.
 */
module org.sdcodec.unet {
    requires transitive org.sdcodec.engine;
    requires transitive org.sdcodec.weights;

    exports org.sdcodec.unet;
    exports org.sdcodec.unet.scheduler;
}
