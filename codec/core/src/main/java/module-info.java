/**
 * The codec as a library: pictures to {@code .sdc} files and back.
 *
 * <p>The packages {@link org.sdcodec} and {@link org.sdcodec.codec.packet} are for users. All else is exported to the
 * command line only.
 */
module org.sdcodec {
    requires ejml.core;
    requires ejml.ddense;
    requires org.sdcodec.engine;
    requires org.sdcodec.unet;
    requires org.sdcodec.vae;
    requires org.sdcodec.weights;

    exports org.sdcodec;
    exports org.sdcodec.codec.packet;
    exports org.sdcodec.codec.container to
            org.sdcodec.cli;
    exports org.sdcodec.codec.denoise to
            org.sdcodec.cli;
    exports org.sdcodec.codec.entropy to
            org.sdcodec.cli;
    exports org.sdcodec.codec.memory to
            org.sdcodec.cli;
    exports org.sdcodec.codec.metadata to
            org.sdcodec.cli,
            org.sdcodec.imageio;
    exports org.sdcodec.codec.metrics to
            org.sdcodec.cli;
    exports org.sdcodec.codec.mode to
            org.sdcodec.cli;
    exports org.sdcodec.codec.model to
            org.sdcodec.cli;
    exports org.sdcodec.codec.original to
            org.sdcodec.cli;
    exports org.sdcodec.codec.pipeline to
            org.sdcodec.cli;
    exports org.sdcodec.codec.pixels to
            org.sdcodec.cli;
    exports org.sdcodec.codec.quant to
            org.sdcodec.cli;
    exports org.sdcodec.codec.scalar to
            org.sdcodec.cli;
    exports org.sdcodec.codec.training to
            org.sdcodec.cli;

    uses org.sdcodec.CodecProvider;

    provides org.sdcodec.CodecProvider with
            org.sdcodec.codec.pipeline.DefaultCodecProvider;
}
