/** The codec for programs that work with {@link java.awt.image.BufferedImage}. */
module org.sdcodec.imageio {
    requires transitive java.desktop;
    requires transitive org.sdcodec;

    exports org.sdcodec.imageio;
}
