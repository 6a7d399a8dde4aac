package org.sdcodec.imageio;

import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageWriterSpi;
import org.sdcodec.Codec;

/**
 * The plug-in of {@link javax.imageio.ImageIO} for {@code .sdc} files: format name and suffix {@code sdc}, MIME type
 * {@code image/x-sdcodec}.
 *
 * <p>A program that has this library on its class path or module path from the start needs no call:
 * {@code ImageIO.read} and {@code ImageIO.write} find the plug-in. All readers and writers of a class loader share one
 * codec, which is made when it is first used.
 *
 * <p>A web application, or anything else with a class loader of its own, calls {@link #register} when it starts, for
 * ImageIO looks for plug-ins once for all applications; and {@link #deregister} when it ends, otherwise ImageIO's
 * registry and the codec's threads keep its class loader in memory. With servlets these calls belong into the methods
 * {@code contextInitialized} and {@code contextDestroyed} of a {@code ServletContextListener}, and the library into
 * {@code WEB-INF/lib}. Before Java 24, ImageIO itself also keeps the application that is the first of all to use it; a
 * server therefore calls {@code IIORegistry.getDefaultInstance()} before it starts any.
 */
public final class SdcImageIO {

    private SdcImageIO() {}

    /**
     * Adds the plug-in to ImageIO's registry. No effect if it is there.
     */
    public static void register() {
        IIORegistry registry = IIORegistry.getDefaultInstance();
        if (registry.getServiceProviderByClass(SdcImageReaderSpi.class) == null) {
            registry.registerServiceProvider(new SdcImageReaderSpi(), ImageReaderSpi.class);
        }
        if (registry.getServiceProviderByClass(SdcImageWriterSpi.class) == null) {
            registry.registerServiceProvider(new SdcImageWriterSpi(), ImageWriterSpi.class);
        }
    }

    /**
     * Removes the plug-in from ImageIO's registry and releases the shared codec, after the calls in progress. Plug-ins
     * that other class loaders registered stay. No effect if it is not there.
     */
    public static void deregister() {
        IIORegistry registry = IIORegistry.getDefaultInstance();
        SdcImageReaderSpi reader = registry.getServiceProviderByClass(SdcImageReaderSpi.class);
        if (reader != null) {
            registry.deregisterServiceProvider(reader, ImageReaderSpi.class);
        }
        SdcImageWriterSpi writer = registry.getServiceProviderByClass(SdcImageWriterSpi.class);
        if (writer != null) {
            registry.deregisterServiceProvider(writer, ImageWriterSpi.class);
        }
    }

    /**
     * The kernels that the shared codec runs on, e.g. {@code vector-512}. {@code scalar} means that Java was started
     * without {@code --add-modules=jdk.incubator.vector}: results are the same, but take 2.7 times as long. Makes the
     * codec if there is none.
     */
    public static String kernels() {
        return SharedCodecs.INSTANCE.with(null, Codec::kernels);
    }
}
