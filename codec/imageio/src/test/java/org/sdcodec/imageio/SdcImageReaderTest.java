package org.sdcodec.imageio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyFloat;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import java.awt.Point;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.event.IIOReadUpdateListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.Picture;
import org.sdcodec.Preview;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcodecException;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.testing.Goldens;

class SdcImageReaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"opaque.sdc", "translucent.sdc"})
    void pixelsAreThoseOfTheCodecInEveryType(String name) throws IOException {
        Picture expected = decoded(TestFiles.bytes(name));
        SdcImageReader reader = reader(TestFiles.bytes(name));
        List<ImageTypeSpecifier> types = new ArrayList<>();
        reader.getImageTypes(0).forEachRemaining(types::add);
        assertThat(types).hasSizeGreaterThan(1);
        for (ImageTypeSpecifier type : types) {
            SdcImageReadParam param = new SdcImageReadParam();
            param.setDestinationType(type);
            assertThat(pixels(reader.read(0, param)))
                    .as("type %d", type.getBufferedImageType())
                    .isEqualTo(expected.toArray());
        }
    }

    @Test
    void aRegionIsTheCropAndSubsamplingTakesEveryNthPixelOfIt() throws IOException {
        byte[] file = TestFiles.bytes("translucent.sdc");
        Picture all = decoded(file);
        ImageReadParam param = new ImageReadParam();
        param.setSourceRegion(new Rectangle(5, 3, 20, 100));
        assertThat(pixels(reader(file).read(0, param)))
                .isEqualTo(all.cropped(5, 3, 20, 14).toArray());
        param.setSourceSubsampling(3, 2, 2, 1);
        BufferedImage few = reader(file).read(0, param);
        assertThat(List.of(few.getWidth(), few.getHeight())).isEqualTo(List.of(6, 7));
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 6; x++) {
                assertThat(few.getRGB(x, y)).isEqualTo(all.argb(5 + 2 + 3 * x, 3 + 1 + 2 * y));
            }
        }
    }

    @Test
    void aDestinationKeepsWhatLiesOutsideOfThePicture() throws IOException {
        byte[] file = TestFiles.bytes("opaque.sdc");
        Picture all = decoded(file);
        BufferedImage target = new BufferedImage(30, 40, BufferedImage.TYPE_3BYTE_BGR);
        ImageReadParam param = new ImageReadParam();
        param.setDestination(target);
        param.setDestinationOffset(new Point(10, 20));
        assertThat(reader(file).read(0, param)).isSameAs(target);
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 30; x++) {
                int expected = x >= 10 && y >= 20 ? all.argb(x - 10, y - 20) : 0xff000000;
                assertThat(target.getRGB(x, y)).isEqualTo(expected);
            }
        }
    }

    @Test
    void bandsGoWhereTheyAreSent() throws IOException {
        byte[] file = TestFiles.bytes("opaque.sdc");
        ImageReadParam param = new ImageReadParam();
        param.setSourceBands(new int[] {2, 0});
        param.setDestinationBands(new int[] {0, 1});
        int[] swapped = Arrays.stream(decoded(file).toArray())
                .map(argb -> 0xff000000 | (argb & 255) << 16 | (argb >> 16 & 255) << 8)
                .toArray();
        assertThat(pixels(reader(file).read(0, param))).isEqualTo(swapped);
    }

    @Test
    void transparencyIsNotDroppedSilently() throws IOException {
        ImageReadParam param = new ImageReadParam();
        param.setDestination(new BufferedImage(33, 17, BufferedImage.TYPE_INT_RGB));
        SdcImageReader reader = reader(TestFiles.bytes("translucent.sdc"));
        assertThatThrownBy(() -> reader.read(0, param))
                .isInstanceOf(IIOException.class)
                .hasMessageContaining("destination");
    }

    @Test
    void sizeTypesAndMetadataNeedNoCodec() throws IOException {
        SdcImageIO.deregister();
        try {
            SdcImageReader reader = reader(TestFiles.bytes("opaque.sdc"));
            assertThat(reader.getWidth(0)).isEqualTo(40);
            assertThat(reader.getHeight(0)).isEqualTo(24);
            assertThat(reader.getRawImageType(0).getBufferedImageType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
            assertThat(reader.getImageMetadata(0)).isNotNull();
            assertThat(reader.readThumbnail(0, 0).getWidth()).isEqualTo(5);
            assertThat(SharedCodecs.INSTANCE.size()).isZero();
            reader.read(0);
            assertThat(SharedCodecs.INSTANCE.size()).isEqualTo(1);
        } finally {
            SdcImageIO.register();
        }
    }

    @Test
    void theThumbnailIsThePreview() throws IOException {
        byte[] file = TestFiles.bytes("opaque.sdc");
        SdcImageReader reader = reader(file);
        assertThat(reader.getNumThumbnails(0)).isEqualTo(1);
        assertThat(reader.getThumbnailWidth(0, 0)).isEqualTo(5);
        assertThat(reader.getThumbnailHeight(0, 0)).isEqualTo(3);
        assertThat(pixels(reader.readThumbnail(0, 0)))
                .isEqualTo(Preview.embedded().decode(file).toArray());
        assertThatThrownBy(() -> reader.readThumbnail(0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void progressRisesToTheEndAndUpdatesNameTheRegion() throws IOException {
        SdcImageReader reader = reader(TestFiles.bytes("opaque.sdc"));
        List<Float> percents = new ArrayList<>();
        IIOReadProgressListener listener = mock(IIOReadProgressListener.class);
        doAnswer(call -> percents.add(call.getArgument(1))).when(listener).imageProgress(any(), anyFloat());
        reader.addIIOReadProgressListener(listener);
        IIOReadUpdateListener updates = mock(IIOReadUpdateListener.class);
        reader.addIIOReadUpdateListener(updates);
        BufferedImage image = reader.read(0);
        assertThat(percents).isSorted().hasSizeGreaterThan(4).endsWith(100f);
        verify(updates).imageUpdate(reader, image, 0, 0, 40, 24, 1, 1, new int[] {0, 1, 2});
    }

    @Test
    void anAbortEndsTheDecodeAndTheReaderGoesOn() throws IOException {
        byte[] file = TestFiles.bytes("opaque.sdc");
        SdcImageReader reader = reader(file);
        List<Float> percents = new ArrayList<>();
        IIOReadProgressListener listener = mock(IIOReadProgressListener.class);
        doAnswer(call -> {
                    percents.add(call.getArgument(1));
                    reader.abort();
                    return null;
                })
                .when(listener)
                .imageProgress(any(), anyFloat());
        reader.addIIOReadProgressListener(listener);
        reader.read(0);
        verify(listener).readAborted(reader);
        verify(listener, never()).imageComplete(reader);
        assertThat(percents).hasSize(1);
        reader.removeIIOReadProgressListener(listener);
        assertThat(pixels(reader.read(0))).isEqualTo(decoded(file).toArray());
    }

    @Test
    void aDisposedReaderHasNoInput() throws IOException {
        SdcImageReader reader = reader(TestFiles.bytes("opaque.sdc"));
        reader.getWidth(0);
        reader.dispose();
        assertThatThrownBy(() -> reader.read(0)).isInstanceOf(IllegalStateException.class);
        reader.setInput(stream(TestFiles.bytes("translucent.sdc")));
        assertThat(reader.getWidth(0)).isEqualTo(33);
    }

    @Test
    void theFileBeginsWhereTheStreamIs() throws IOException {
        byte[] file = TestFiles.bytes("opaque.sdc");
        byte[] shifted = new byte[7 + file.length];
        System.arraycopy(file, 0, shifted, 7, file.length);
        ImageInputStream stream = stream(shifted);
        SdcImageReaderSpi provider = new SdcImageReaderSpi();
        assertThat(provider.canDecodeInput(stream)).isFalse();
        assertThat(stream.getStreamPosition()).isZero();
        stream.seek(7);
        assertThat(provider.canDecodeInput(stream)).isTrue();
        assertThat(stream.getStreamPosition()).isEqualTo(7);
        SdcImageReader reader = new SdcImageReader(provider);
        reader.setInput(stream, true, true);
        assertThat(pixels(reader.read(0))).isEqualTo(decoded(file).toArray());
        assertThat(reader.getImageMetadata(0)).isNull();
        assertThat(provider.canDecodeInput(stream(new byte[] {'S', 'D'}))).isFalse();
        assertThat(provider.canDecodeInput(file)).isFalse();
    }

    @Test
    void aDamagedFileIsOneSentence() throws IOException {
        byte[] file = TestFiles.bytes("opaque.sdc");
        SdcImageReader reader = reader(Arrays.copyOf(file, file.length - 3));
        assertThatThrownBy(() -> reader.getWidth(0))
                .isInstanceOf(IIOException.class)
                .hasMessageStartingWith("Cannot read the .sdc data")
                .hasCauseInstanceOf(SdcFormatException.class);
    }

    @Test
    void aLimitOfPixelsIsObeyed() throws IOException {
        SdcImageReadParam param = new SdcImageReadParam();
        param.setMaxPixels(40 * 24 - 1);
        assertThat(param.getMaxPixels()).isEqualTo(959);
        SdcImageReader reader = reader(TestFiles.bytes("opaque.sdc"));
        assertThatThrownBy(() -> reader.read(0, param)).isInstanceOf(IIOException.class);
        param.setMaxPixels(40 * 24);
        assertThat(reader.read(0, param).getWidth()).isEqualTo(40);
    }

    @Test
    void aFileOfAnotherModelNeedsThatModel(@TempDir Path folder) throws IOException {
        Path model = TestModels.network(folder.resolve("vae"), Goldens.committed("vae-kl-tiny"), "AutoencoderKL");
        byte[] file;
        Picture expected;
        try (Codec codec = Codec.open(model)) {
            file = codec.encode(BufferedImages.toPicture(TestFiles.image(40, 24, BufferedImage.TYPE_INT_RGB)));
            expected = codec.decode(file);
        }
        SdcImageReader reader = reader(file);
        assertThat(reader.getNumThumbnails(0)).isZero();
        assertThatThrownBy(() -> reader.read(0))
                .isInstanceOf(IIOException.class)
                .cause()
                .extracting(e -> ((SdcodecException) e).kind())
                .isEqualTo(SdcodecException.Kind.OTHER_MODEL);
        SdcImageReadParam param = new SdcImageReadParam();
        param.setModel(model);
        assertThat(param.getModel()).isEqualTo(model);
        assertThat(pixels(reader.read(0, param))).isEqualTo(expected.toArray());
    }

    private static Picture decoded(byte[] file) {
        try (Codec codec = Codec.embedded()) {
            return codec.decode(file);
        }
    }

    private static SdcImageReader reader(byte[] file) {
        SdcImageReader reader = new SdcImageReader(new SdcImageReaderSpi());
        reader.setInput(stream(file));
        return reader;
    }

    private static ImageInputStream stream(byte[] data) {
        return new MemoryCacheImageInputStream(new ByteArrayInputStream(data));
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
