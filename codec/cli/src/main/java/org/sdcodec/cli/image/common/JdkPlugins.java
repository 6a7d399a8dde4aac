package org.sdcodec.cli.image.common;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageReaderWriterSpi;
import javax.imageio.spi.ImageWriterSpi;

/**
 * The JDK's own readers and writers, whatever else is on the class path.
 *
 * <p>They are to be had from the JVM's one {@link IIORegistry} only, which registers every plug-in of the context class
 * loader when it is first used, and holds them for the life of the JVM. So that it does not hold an application's loader
 * because of us, it is first used with the system class loader, which lives as long anyway. Nothing is added to it.
 */
public final class JdkPlugins {
    private static final IIORegistry REGISTRY = openRegistry();

    private JdkPlugins() {}

    private static IIORegistry openRegistry() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            return IIORegistry.getDefaultInstance();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** A new reader of that format, {@code "png"} for example. To be disposed of by the caller. */
    public static ImageReader reader(String format) throws IOException {
        return provider(ImageReaderSpi.class, format, "reader").createReaderInstance(null);
    }

    /** A new writer of that format. To be disposed of by the caller. */
    public static ImageWriter writer(String format) throws IOException {
        return provider(ImageWriterSpi.class, format, "writer").createWriterInstance(null);
    }

    /** The registry, for plug-ins that build upon the JDK's. */
    public static IIORegistry registry() {
        return REGISTRY;
    }

    private static <T extends ImageReaderWriterSpi> T provider(Class<T> category, String format, String role) {
        Iterator<T> providers = REGISTRY.getServiceProviders(category, true);
        while (providers.hasNext()) {
            T provider = providers.next();
            if (provider.getClass().getModule() == IIORegistry.class.getModule()
                    && Arrays.asList(provider.getFormatNames()).contains(format)) {
                return provider;
            }
        }
        throw new IllegalStateException("this Java runtime has no " + role + " for " + format + "; use a complete one");
    }
}
