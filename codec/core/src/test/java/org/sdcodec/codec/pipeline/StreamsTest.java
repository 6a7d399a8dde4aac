package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.testing.SyntheticPictures;

/** Files from and to everything that is not an array. */
class StreamsTest {

    private static final Picture PICTURE = SyntheticPictures.scene(40, 24, 1);

    private static Codec codec;
    private static byte[] file;
    private static Picture decoded;

    @BeforeAll
    static void open() {
        codec = Codec.builder().threads(1).build();
        file = codec.encode(PICTURE);
        decoded = codec.decode(file);
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    @Test
    void aStreamReceivesTheFileAndStaysOpen() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                throw new IllegalStateException("closed");
            }
        };
        out.write(7);
        codec.encode(PICTURE, EncodeOptions.DEFAULT, out);
        assertThat(out.toByteArray()).startsWith(7).endsWith(file).hasSize(1 + file.length);
    }

    @Test
    void aPictureThatCannotBeEncodedLeavesTheStreamAsItWas() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> codec.encode(PICTURE, EncodeOptions.DEFAULT.withMode("none"), out))
                .isInstanceOf(OptionsException.class);
        assertThat(out.size()).isZero();
    }

    @Test
    void aStreamIsReadToItsEnd() throws IOException {
        InputStream in = new ByteArrayInputStream(file) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(3, length));
            }

            @Override
            public void close() {
                throw new IllegalStateException("closed");
            }
        };
        assertThat(codec.decode(in, DecodeOptions.DEFAULT)).isEqualTo(decoded);
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void aStreamWithoutAnEndIsRefused() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'S';
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return length;
            }
        };
        assertThatThrownBy(() -> codec.decode(endless, DecodeOptions.DEFAULT.withMaxPixels(1000)))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessageContaining("1,052,576 bytes");
    }

    @Test
    void aBufferIsReadFromPositionToLimitAndNotModified() {
        ByteBuffer direct =
                ByteBuffer.allocateDirect(file.length + 9).position(4).put(file);
        ByteBuffer buffer = direct.flip().position(4).asReadOnlyBuffer();
        assertThat(codec.decode(buffer, DecodeOptions.DEFAULT)).isEqualTo(decoded);
        assertThat(buffer.position()).isEqualTo(4);
        assertThat(buffer.remaining()).isEqualTo(file.length);
        assertThatThrownBy(() -> codec.decode(buffer.position(5), DecodeOptions.DEFAULT))
                .isInstanceOf(SdcFormatException.class);
    }

    @Test
    void aFileIsRead(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("x.sdc"), file);
        assertThat(codec.decode(path, DecodeOptions.DEFAULT)).isEqualTo(decoded);
        assertThatThrownBy(() -> codec.decode(folder.resolve("none.sdc"), DecodeOptions.DEFAULT))
                .isInstanceOf(NoSuchFileException.class);
    }
}
