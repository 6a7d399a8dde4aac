/**
 * The engine: tensors, kernels, layers, and what networks are made of.
 *
 * <p>Exported for research into inference on the JVM. Unlike the public interface of sdcodec itself, nothing here is
 * promised to stay compatible from one version to the next.
 *
 * <p>The kernels of the Vector API run if the JVM is started with {@code --add-modules=jdk.incubator.vector}; without
 * that module those in plain Java give the same results.
 */
module org.sdcodec.engine {
    requires static jdk.incubator.vector;
    requires static jdk.jfr;

    exports org.sdcodec.engine;
    exports org.sdcodec.engine.kernel;
    exports org.sdcodec.engine.kernel.scalar to
            org.sdcodec,
            org.sdcodec.cli;
    exports org.sdcodec.engine.layer;
    exports org.sdcodec.engine.network;
    exports org.sdcodec.engine.profile;
}
