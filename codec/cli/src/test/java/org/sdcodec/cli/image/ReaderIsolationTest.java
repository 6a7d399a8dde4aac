package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reading pictures leaves nothing behind in the JVM that holds an application's class loader. */
class ReaderIsolationTest {
    private static final int ATTEMPTS = 50;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void theLoaderOfAnApplicationIsFreed() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The JVM itself sees this class alone, as a server does; the readers come with an application.
        Path alone =
                folder.resolve("alone/" + ReaderIsolationTest.class.getName().replace('.', '/'));
        Files.createDirectories(alone.getParent());
        for (String part : List.of("", "$Server")) {
            String name = ReaderIsolationTest.class.getSimpleName() + part + ".class";
            try (var in = ReaderIsolationTest.class.getResourceAsStream(name)) {
                Files.copy(in, alone.resolveSibling(name));
            }
        }
        command.addAll(List.of("-cp", folder.resolve("alone").toString(), Server.class.getName()));
        command.add(System.getProperty("java.class.path"));
        for (byte[] file : List.of(
                TestPictures.jpeg(),
                TestPictures.rgbPng(),
                TestPictures.resource("lossy.webp"),
                TestPictures.encode("tiff", TestPictures.pattern()))) {
            Path picture = folder.resolve("picture-" + command.size());
            command.add(Files.write(picture, file).toString());
        }
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output, StandardCharsets.UTF_8)).isEqualTo("freed\n");
    }

    /** Loads the readers as an application of a server, uses them, and lets go. */
    static final class Server {
        private Server() {}

        /** @param args the class path of the application, and pictures */
        public static void main(String[] args) throws Exception {
            WeakReference<ClassLoader> loader = use(args);
            for (int i = 0; i < ATTEMPTS && loader.get() != null; i++) {
                System.gc();
                Thread.sleep(20);
            }
            Iterator<ImageReaderSpi> providers =
                    IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
            while (providers.hasNext()) {
                Class<?> provider = providers.next().getClass();
                if (provider.getModule() != IIORegistry.class.getModule()) {
                    System.out.println("registered: " + provider);
                }
            }
            System.out.print(loader.get() == null ? "freed\n" : "held\n");
        }

        private static WeakReference<ClassLoader> use(String[] args) throws Exception {
            List<URL> urls = new ArrayList<>();
            for (String entry : args[0].split(File.pathSeparator)) {
                urls.add(new File(entry).toURI().toURL());
            }
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            try (URLClassLoader application =
                    new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
                thread.setContextClassLoader(application);
                Class<?> files = application.loadClass("org.sdcodec.cli.image.ImageFiles");
                for (int i = 1; i < args.length; i++) {
                    files.getMethod("read", Path.class, long.class).invoke(null, Path.of(args[i]), 1L << 20);
                }
                return new WeakReference<>(application);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }
}
