/** Programs that use the library, to read and to start from. */
module org.sdcodec.examples {
    requires java.desktop;
    requires jdk.httpserver;
    requires org.sdcodec.imageio;
}
