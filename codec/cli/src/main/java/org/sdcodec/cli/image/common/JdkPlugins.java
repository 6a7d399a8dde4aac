package org.sdcodec.cli.image.common;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageReaderWriterSpi;
import javax.imageio.spi.ImageWriterSpi;

/**
 * The JDK's own readers and writers, whatever else is on the class path.
 *
 * <p>They are to be had from the JVM's one {@link IIORegistry} only. When it is first used, it registers every plug-in
 * of the context class loader, and keeps for each the protection domains of all classes on the stack, for the life of
 * the JVM. So that it does not hold an application's class loader because of us, it is first used in a thread of the
 * JDK's own, in which no class of ours runs and whose loader is that of the system. Nothing is added to it.
 */
public final class JdkPlugins {
    private static final IIORegistry REGISTRY = openRegistry();

    private JdkPlugins() {}

    @SuppressWarnings("unchecked")
    private static IIORegistry openRegistry() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // The task's class is defined in this loader.
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        ForkJoinPool pool = new ForkJoinPool(1);
        try {
            MethodHandle open = MethodHandles.publicLookup()
                    .findStatic(IIORegistry.class, "getDefaultInstance", MethodType.methodType(IIORegistry.class));
            // Not a lambda, which would be a class of ours.
            Callable<IIORegistry> task = MethodHandleProxies.asInterfaceInstance(Callable.class, open);
            return pool.submit(task).join();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } finally {
            pool.shutdown();
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
