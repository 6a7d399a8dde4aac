package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.Preview;
import org.sdcodec.ProgressListener;
import org.sdcodec.RateTarget;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.testing.SyntheticPictures;

/** What the public package promises of its arguments, its options and the life of a codec. */
class PublicContractTest {

    private static final Picture PICTURE = SyntheticPictures.scene(40, 24, 1);

    private static Codec codec;
    private static byte[] file;

    @BeforeAll
    static void open() {
        codec = Codec.builder().threads(1).build();
        file = codec.encode(PICTURE);
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    static Stream<Arguments> nulls() {
        Codec.Builder builder = Codec.builder();
        EncodeOptions encode = EncodeOptions.DEFAULT;
        DecodeOptions decode = DecodeOptions.DEFAULT;
        Preview preview = Preview.embedded();
        return Stream.of(
                refused("path", () -> Codec.open(null)),
                refused("path", () -> builder.model(null)),
                refused("path", () -> builder.vae(null)),
                refused("choice", () -> builder.purpose(null)),
                refused("folder", () -> builder.cache(null)),
                refused("choice", () -> builder.unetWeights(null)),
                refused("file", () -> builder.latentPrior(null)),
                refused("start", () -> Codec.isSdc(null)),
                refused("sdc", () -> Codec.info(null)),
                refused("picture", () -> codec.encode(null)),
                refused("options", () -> codec.encode(PICTURE, null)),
                refused("listener", () -> codec.encode(PICTURE, encode, (ProgressListener) null)),
                refused("out", () -> codec.encode(PICTURE, encode, (OutputStream) null)),
                refused("in", () -> codec.decode((InputStream) null, decode)),
                refused("sdc", () -> codec.decode((ByteBuffer) null, decode)),
                refused("file", () -> codec.decode((Path) null, decode)),
                refused("options", () -> codec.decode(InputStream.nullInputStream(), null)),
                refused("sdc", () -> codec.decode(null)),
                refused("options", () -> codec.decode(file, null)),
                refused("listener", () -> codec.decode(file, decode, null)),
                refused("model", () -> Preview.open(null)),
                refused("sdc", () -> preview.decode(null)),
                refused("options", () -> preview.decode(file, null)),
                refused("listener", () -> preview.decodeFullSize(file, decode, null)),
                refused("name", () -> encode.withMode(null)),
                refused("value", () -> encode.withTarget(null)),
                refused("kind", () -> new RateTarget(null, 5)),
                refused("rgb", () -> Picture.opaque(1, 1, null)),
                refused("argb", () -> Picture.of(1, 1, null)),
                refused("target", () -> PICTURE.copyRows(0, 1, null, 0)),
                refused("kind", () -> new OptionsException(null, "nothing")));
    }

    private static Arguments refused(String parameter, ThrowingCallable call) {
        return Arguments.of(parameter, call);
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("nulls")
    void anArgumentThatIsNullIsNamed(String parameter, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(parameter);
    }

    @Test
    void whatDoesNotGoTogetherHasAKind() {
        EncodeOptions psnr = EncodeOptions.DEFAULT.withTarget(RateTarget.psnr(25));
        assertKind(Kind.UNSUPPORTED_OPTIONS, () -> codec.encode(PICTURE, psnr.withTunedDenoising(true)));
        assertKind(Kind.UNSUPPORTED_OPTIONS, () -> codec.encode(PICTURE, EncodeOptions.DEFAULT.withMode("none")));
        assertKind(Kind.UNSUPPORTED_OPTIONS, () -> codec.encode(PICTURE, psnr.withMode("original")));
        try (Codec encoder = Codec.builder().purpose(Codec.Purpose.ENCODE).build()) {
            assertKind(Kind.OTHER_PURPOSE, () -> encoder.decode(file));
            assertKind(Kind.OTHER_PURPOSE, () -> encoder.encode(PICTURE, psnr));
        }
    }

    private static void assertKind(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        OptionsException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void choicesCanBeTakenBack() {
        EncodeOptions target = EncodeOptions.DEFAULT.withQuality(70).withTarget(RateTarget.size(500));
        assertThat(target.withoutTarget()).isEqualTo(EncodeOptions.DEFAULT.withQuality(70));
        DecodeOptions denoised = DecodeOptions.DEFAULT.withSteps(2).withStrength(0.5);
        assertThat(denoised.withDefaultDenoising()).isEqualTo(DecodeOptions.DEFAULT);
    }

    @Test
    void aPreviewNeedsNoOptions() {
        Preview preview = Preview.embedded();
        assertThat(preview.decode(file)).isEqualTo(preview.decode(file, DecodeOptions.DEFAULT));
        assertThat(preview.decodeFullSize(file)).isEqualTo(preview.decodeFullSize(file, DecodeOptions.DEFAULT));
    }

    @ParameterizedTest
    @ValueSource(doubles = {300.5, 0.25})
    void bytesAreWhole(double bytes) {
        for (RateTarget.Kind kind : List.of(RateTarget.Kind.SIZE, RateTarget.Kind.MAX_SIZE)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RateTarget(kind, bytes))
                    .withMessage("a size is a whole number of bytes, not " + bytes);
        }
        assertThat(new RateTarget(RateTarget.Kind.BITS_PER_PIXEL, bytes).value())
                .isEqualTo(bytes);
    }

    @Test
    void aClosedCodecRefusesCalls() {
        Codec closed = Codec.builder().threads(1).build();
        closed.close();
        closed.close();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> closed.encode(PICTURE),
                () -> closed.decode(file),
                closed::prepareToEncode,
                closed::prepareToDecode)) {
            assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessage("this codec is closed");
        }
        assertThat(closed.model()).isEqualTo(codec.model());
    }

    /** Closed by its own listener, and by another thread. */
    @Test
    void aCallInProgressFinishes() throws InterruptedException {
        Codec own = Codec.builder().threads(2).build();
        assertThat(own.decode(file, DecodeOptions.DEFAULT, (stage, done, total) -> own.close()))
                .isEqualTo(codec.decode(file));
        Codec other = Codec.builder().threads(2).build();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        AtomicReference<byte[]> result = new AtomicReference<>();
        ProgressListener listener = (stage, done, total) -> {
            begun.countDown();
            await(closed);
        };
        Thread call = new Thread(() -> result.set(other.encode(PICTURE, EncodeOptions.DEFAULT, listener)));
        call.start();
        await(begun);
        other.close();
        assertThatThrownBy(() -> other.encode(PICTURE)).isInstanceOf(IllegalStateException.class);
        closed.countDown();
        call.join();
        assertThat(result.get()).isEqualTo(file);
    }

    @Test
    void whatCallsShareIsReleasedOnce() {
        List<String> events = new ArrayList<>();
        Calls calls = new Calls(() -> events.add("released"));
        Runnable background = calls.counted(() -> events.add("background"));
        calls.during(() -> {
            calls.close();
            return events.add("call");
        });
        calls.close();
        assertThat(events).containsExactly("call");
        background.run();
        assertThat(events).containsExactly("call", "background", "released");
        assertThatThrownBy(() -> calls.during(() -> null)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> calls.counted(() -> {})).isInstanceOf(IllegalStateException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
