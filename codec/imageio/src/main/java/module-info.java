/**
 * The codec for programs that work with {@link java.awt.image.BufferedImage}, and a plug-in of
 * {@link javax.imageio.ImageIO}.
 */
module org.sdcodec.imageio {
    requires transitive java.desktop;
    requires transitive org.sdcodec;

    exports org.sdcodec.imageio;
    exports org.sdcodec.imageio.color to
            org.sdcodec.cli;
    exports org.sdcodec.imageio.xmp to
            org.sdcodec.cli;

    provides javax.imageio.spi.ImageReaderSpi with
            org.sdcodec.imageio.SdcImageReaderSpi;
    provides javax.imageio.spi.ImageWriterSpi with
            org.sdcodec.imageio.SdcImageWriterSpi;
}
