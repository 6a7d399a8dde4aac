package org.sdcodec.imageio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.Picture;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.testing.Goldens;

class SdcImageIOTest {

    @TempDir
    Path folder;

    @Test
    void imageIoReadsAndWritesFiles() throws IOException {
        File file = folder.resolve("x.sdc").toFile();
        BufferedImage image = TestFiles.image(40, 24, BufferedImage.TYPE_INT_RGB);
        assertThat(ImageIO.write(image, "sdc", file)).isTrue();
        try (Codec codec = Codec.embedded()) {
            byte[] bytes = codec.encode(BufferedImages.toPicture(image));
            assertThat(file).hasBinaryContent(bytes);
            assertThat(BufferedImages.toPicture(ImageIO.read(file))).isEqualTo(codec.decode(bytes));
        }
    }

    @Test
    void withoutRegistrationImageIoFindsNothing() throws IOException {
        Path file = Files.write(folder.resolve("x.sdc"), TestFiles.bytes("opaque.sdc"));
        SdcImageIO.deregister();
        try {
            SdcImageIO.deregister();
            assertThat(ImageIO.read(file.toFile())).isNull();
        } finally {
            SdcImageIO.register();
        }
        SdcImageIO.register();
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(40);
        assertThat(ImageIO.getImageReadersByFormatName("sdc").next().getOriginatingProvider())
                .isInstanceOf(SdcImageReaderSpi.class);
    }

    @Test
    void theKernelsAreTold() {
        try (Codec codec = Codec.embedded()) {
            assertThat(SdcImageIO.kernels()).isEqualTo(codec.kernels());
        }
    }

    @Test
    void theSharedCodecIsReleasedWithTheProvidersAfterTheCallsInProgress() throws IOException {
        byte[] file = TestFiles.bytes("opaque.sdc");
        ImageIO.getImageReadersByFormatName("sdc").next();
        List<Codec> used = new ArrayList<>();
        try {
            SharedCodecs.INSTANCE.with(null, codec -> {
                used.add(codec);
                assertThat(SharedCodecs.INSTANCE.<Codec>with(null, again -> again))
                        .isSameAs(codec);
                SdcImageIO.deregister();
                assertThat(SharedCodecs.INSTANCE.size()).isZero();
                return codec.decode(file);
            });
            assertThatThrownBy(() -> used.get(0).decode(file)).isInstanceOf(IllegalStateException.class);
            Picture again = SharedCodecs.INSTANCE.with(null, codec -> codec.decode(file));
            assertThat(again.width()).isEqualTo(40);
        } finally {
            SdcImageIO.register();
        }
    }

    @Test
    void oneOtherModelIsKept() throws IOException {
        Path first = TestModels.network(folder.resolve("first"), Goldens.committed("vae-kl-tiny"), "AutoencoderKL");
        Path second = TestModels.network(folder.resolve("second"), Goldens.committed("vae-kl-tiny"), "AutoencoderKL");
        SharedCodecs codecs = SharedCodecs.INSTANCE;
        Codec embedded = codecs.with(null, codec -> codec);
        Codec one = codecs.with(first, codec -> codec);
        assertThat(codecs.<Codec>with(first, codec -> codec)).isSameAs(one);
        Codec two = codecs.with(second, codec -> codec);
        assertThat(codecs.<Codec>with(null, codec -> codec)).isSameAs(embedded);
        assertThat(codecs.<Codec>with(second, codec -> codec)).isSameAs(two);
        assertThat(codecs.size()).isEqualTo(2);
        assertThatThrownBy(one::prepareToDecode).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readersOfManyThreadsShareTheCodec() throws Exception {
        File opaque = Files.write(folder.resolve("a.sdc"), TestFiles.bytes("opaque.sdc"))
                .toFile();
        File translucent = Files.write(folder.resolve("b.sdc"), TestFiles.bytes("translucent.sdc"))
                .toFile();
        List<Picture> expected = List.of(
                BufferedImages.toPicture(ImageIO.read(opaque)), BufferedImages.toPicture(ImageIO.read(translucent)));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<BufferedImage>> images = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                File file = i % 2 == 0 ? opaque : translucent;
                images.add(threads.submit(() -> ImageIO.read(file)));
            }
            for (int i = 0; i < 32; i++) {
                assertThat(BufferedImages.toPicture(images.get(i).get())).isEqualTo(expected.get(i % 2));
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
