package org.sdcodec.imageio;

/** What both providers say of the format. */
final class SdcFormat {

    static final String VENDOR = "sdcodec";

    private SdcFormat() {}

    static String[] names() {
        return new String[] {"sdc", "SDC"};
    }

    static String[] suffixes() {
        return new String[] {"sdc"};
    }

    static String[] mimeTypes() {
        return new String[] {"image/x-sdcodec"};
    }

    /** Of the jar that this class is from; classes that lie in a folder have none. */
    static String version() {
        String version = SdcFormat.class.getPackage().getImplementationVersion();
        return version == null ? "unversioned" : version;
    }
}
