package org.sdcodec.imageio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyFloat;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.startsWith;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import java.awt.Rectangle;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BandedSampleModel;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.event.IIOWriteProgressListener;
import javax.imageio.event.IIOWriteWarningListener;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.RateTarget;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.testing.Goldens;

class SdcImageWriterTest {

    private static Codec codec;

    private final BufferedImage image = TestFiles.image(40, 24, BufferedImage.TYPE_INT_ARGB);
    private final Picture picture = BufferedImages.toPicture(image);
    private final SdcImageWriteParam param = new SdcImageWriteParam(Locale.ROOT);
    private final SdcImageWriter writer = new SdcImageWriter(new SdcImageWriterSpi());

    @BeforeAll
    static void open() {
        codec = Codec.embedded();
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    @Test
    void withoutParametersTheOptionsAreTheDefaults() throws IOException {
        byte[] expected = codec.encode(picture);
        assertThat(write(image, null)).isEqualTo(expected);
        assertThat(write(image, param)).isEqualTo(expected);
        assertThat(write(image, new ImageWriteParam(Locale.ROOT))).isEqualTo(expected);
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        assertThat(param.getCompressionQuality()).isEqualTo(0.5f);
        assertThat(write(image, param)).isEqualTo(expected);
    }

    @Test
    void qualityIsOneHundredthOfTheCodecs() throws IOException {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(0.29f);
        assertThat(write(image, param)).isEqualTo(codec.encode(picture, EncodeOptions.DEFAULT.withQuality(29)));
        param.setCompressionQuality(0);
        assertThat(write(image, param)).isEqualTo(codec.encode(picture, EncodeOptions.DEFAULT.withQuality(1)));
        param.setCompressionQuality(1);
        assertThat(write(image, param)).isEqualTo(codec.encode(picture, EncodeOptions.DEFAULT.withQuality(100)));
        assertThat(param.isCompressionLossless()).isFalse();
        assertThat(param.getCompressionQualityValues()).hasSize(param.getCompressionQualityDescriptions().length + 1);
        param.unsetCompression();
        assertThat(param.getCompressionQuality()).isEqualTo(0.5f);
    }

    @Test
    void targetEffortAndOrderOfChannelsReachTheCodec() throws IOException {
        param.setTarget(RateTarget.maxSize(60));
        param.setEffort(1);
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        assertThat(param.getTarget()).isEqualTo(RateTarget.maxSize(60));
        assertThat(param.getEffort()).isEqualTo(1);
        BufferedImage opaque = TestFiles.image(40, 24, BufferedImage.TYPE_INT_RGB);
        EncodeOptions options = EncodeOptions.builder()
                .target(RateTarget.maxSize(60))
                .effort(1)
                .progressive(true)
                .build();
        assertThat(write(opaque, param))
                .hasSizeLessThanOrEqualTo(60)
                .isEqualTo(codec.encode(BufferedImages.toPicture(opaque), options));
        assertThatThrownBy(() -> param.setEffort(10)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void compressionTypesAreTheModes(@TempDir Path folder) throws IOException {
        assertThat(param.getCompressionTypes()).containsExactlyElementsOf(Codec.modes());
        assertThat(param.getMode()).isEqualTo("scalar");
        param.setMode("original");
        assertThat(param.getMode()).isEqualTo("original");
        param.setCompressionQuality(0.25f);
        param.setMode("original");
        assertThat(param.getCompressionQuality()).isEqualTo(0.25f);
        // The embedded model has more channels than this mode is for.
        assertThatThrownBy(() -> write(image, param)).isInstanceOf(IIOException.class);
        param.setModel(TestModels.network(folder, Goldens.committed("vae-kl-tiny"), "AutoencoderKL"));
        assertThat(Codec.info(write(image, param)).mode()).isEqualTo("original");
        assertThatThrownBy(() -> param.setMode("none")).isInstanceOf(IllegalArgumentException.class);
        param.setTarget(RateTarget.size(100));
        assertThatThrownBy(() -> write(image, param)).isInstanceOf(IIOException.class);
    }

    @Test
    void compressionCannotBeDisabled() {
        param.setCompressionMode(ImageWriteParam.MODE_DISABLED);
        assertThatThrownBy(() -> write(image, param))
                .isInstanceOf(IIOException.class)
                .hasMessageContaining("MODE_DISABLED");
    }

    @Test
    void anotherModelEncodes(@TempDir Path folder) throws IOException {
        Path model = TestModels.network(folder.resolve("vae"), Goldens.committed("vae-kl-tiny"), "AutoencoderKL");
        param.setModel(model);
        assertThat(param.getModel()).isEqualTo(model);
        try (Codec other = Codec.open(model)) {
            assertThat(write(image, param)).isEqualTo(other.encode(picture));
        }
    }

    @Test
    void regionAndSubsamplingChooseThePixels() throws IOException {
        param.setSourceRegion(new Rectangle(5, 3, 100, 17));
        Picture part = picture.cropped(5, 3, 35, 17);
        assertThat(write(image, param)).isEqualTo(codec.encode(part));
        assertThat(write(BufferedImages.view(picture), param)).isEqualTo(codec.encode(part));
        param.setSourceSubsampling(3, 2, 1, 1);
        Picture.Builder few = Picture.builder(12, 8);
        for (int y = 0; y < 8; y++) {
            int[] row = new int[12];
            for (int x = 0; x < 12; x++) {
                row[x] = part.argb(1 + 3 * x, 1 + 2 * y);
            }
            few.row(y, row, 0);
        }
        assertThat(write(image, param)).isEqualTo(codec.encode(few.build()));
        param.setSourceRegion(new Rectangle(38, 3, 100, 17));
        param.setSourceSubsampling(3, 2, 2, 1);
        assertThatThrownBy(() -> write(image, param)).isInstanceOf(IIOException.class);
    }

    @Test
    void singleBandsAreRefused() {
        param.setSourceBands(new int[] {0});
        assertThatThrownBy(() -> write(image, param)).isInstanceOf(IIOException.class);
    }

    @Test
    void samplesThatAreNoIntegersAreRefused() throws IOException {
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_FLOAT);
        BufferedImage floats = new BufferedImage(
                model,
                Raster.createWritableRaster(new BandedSampleModel(DataBuffer.TYPE_FLOAT, 16, 16, 3), null),
                false,
                null);
        assertThat(ImageIO.write(floats, "sdc", new ByteArrayOutputStream())).isFalse();
        assertThatThrownBy(() -> write(floats, null)).isInstanceOf(IIOException.class);
        assertThat(new SdcImageWriterSpi().canEncodeImage(ImageTypeSpecifier.createFromRenderedImage(image)))
                .isTrue();
    }

    @Test
    void anAbortLeavesNothing() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Float> percents = new ArrayList<>();
        IIOWriteProgressListener listener = mock(IIOWriteProgressListener.class);
        doAnswer(call -> {
                    percents.add(call.getArgument(1));
                    writer.abort();
                    return null;
                })
                .when(listener)
                .imageProgress(any(), anyFloat());
        writer.addIIOWriteProgressListener(listener);
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(image);
        }
        verify(listener).writeAborted(writer);
        verify(listener, never()).imageComplete(writer);
        assertThat(percents).hasSize(1);
        assertThat(bytes.size()).isZero();
        writer.removeIIOWriteProgressListener(listener);
        assertThat(write(image, null)).isEqualTo(codec.encode(picture));
    }

    @Test
    void progressRises() throws IOException {
        List<Float> percents = new ArrayList<>();
        IIOWriteProgressListener listener = mock(IIOWriteProgressListener.class);
        doAnswer(call -> percents.add(call.getArgument(1))).when(listener).imageProgress(any(), anyFloat());
        writer.addIIOWriteProgressListener(listener);
        param.setTarget(RateTarget.size(100));
        write(image, param);
        assertThat(percents).isSorted().hasSizeGreaterThan(4).endsWith(100f);
    }

    @Test
    void whatIsNotWrittenIsAWarning() throws IOException {
        IIOWriteWarningListener listener = mock(IIOWriteWarningListener.class);
        writer.addIIOWriteWarningListener(listener);
        write(image, null);
        verify(listener, never()).warningOccurred(any(), anyInt(), anyString());
        writer.setOutput(new MemoryCacheImageOutputStream(new ByteArrayOutputStream()));
        SdcMetadata metadata = new SdcMetadata(Codec.info(TestFiles.bytes("opaque.sdc")));
        writer.write(null, new IIOImage(image, List.of(image), metadata), null);
        verify(listener).warningOccurred(eq(writer), eq(0), startsWith("Thumbnails"));
    }

    private byte[] write(RenderedImage source, ImageWriteParam parameters) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(source, null, null), parameters);
        }
        return bytes.toByteArray();
    }
}
