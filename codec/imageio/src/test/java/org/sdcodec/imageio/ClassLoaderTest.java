package org.sdcodec.imageio;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;

/** An application with a class loader of its own registers the plug-in and, when it ends, leaves nothing behind. */
class ClassLoaderTest {

    private static final int ATTEMPTS = 200;

    @Test
    void theLoaderIsFreedAfterDeregistration() throws Exception {
        // As servers do: before Java 24, ImageIO keeps who is the first to use it.
        IIORegistry.getDefaultInstance();
        WeakReference<ClassLoader> loader = runApplication();
        for (int i = 0; i < ATTEMPTS && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(loader.get()).isNull();
    }

    private static WeakReference<ClassLoader> runApplication() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(new File(entry).toURI().toURL());
        }
        try (URLClassLoader application =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> plugin = application.loadClass(SdcImageIO.class.getName());
            plugin.getMethod("register").invoke(null);
            ImageReader reader = readerOf(application);
            reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(TestFiles.bytes("opaque.sdc"))));
            BufferedImage image = reader.read(0);
            assertThat(image.getWidth()).isEqualTo(40);
            assertThat(reader.readThumbnail(0, 0).getWidth()).isEqualTo(5);
            plugin.getMethod("deregister").invoke(null);
            assertThat(readerOf(application)).isNull();
            return new WeakReference<>(application);
        }
    }

    /** Null if none is registered. */
    private static ImageReader readerOf(ClassLoader application) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("sdc");
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getClassLoader() == application) {
                return reader;
            }
        }
        return null;
    }
}
