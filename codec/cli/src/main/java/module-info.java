/**
 * The command line. Its packages are not for other programs; {@code sdcodec.jar}, which contains this module and all
 * others, runs on the class path.
 */
module org.sdcodec.cli {
    requires com.google.zxing;
    requires com.twelvemonkeys.imageio.core;
    requires com.twelvemonkeys.imageio.jpeg;
    requires com.twelvemonkeys.imageio.tiff;
    requires info.picocli;
    requires java.desktop;
    requires java.net.http;
    requires static java.management;
    requires jdk.httpserver;
    requires static jdk.jfr;
    requires org.sdcodec;
    requires org.sdcodec.engine;
    requires org.sdcodec.imageio;
    requires org.sdcodec.scene;
    requires org.sdcodec.unet;
    requires org.sdcodec.vae;
    requires org.sdcodec.weights;
    requires tools.jackson.core;

    opens org.sdcodec.cli to
            info.picocli;
}
