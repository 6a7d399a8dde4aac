package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.InterruptedCallException;
import org.sdcodec.Limits;
import org.sdcodec.Picture;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.Preview;
import org.sdcodec.ProgressListener;
import org.sdcodec.ProgressListener.Stage;
import org.sdcodec.SdcodecException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.testing.SyntheticPictures;

/** What a call may take, and what ends it early. */
@Timeout(300)
class LimitsTest {
    private static final Picture PICTURE = SyntheticPictures.scene(160, 120, 3);
    private static final long PIXELS = 160 * 120;

    private static Codec codec;
    private static byte[] file;
    private static Picture decoded;

    @BeforeAll
    static void open() {
        codec = Codec.embedded();
        file = codec.encode(PICTURE);
        decoded = codec.decode(file);
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    private static EncodeOptions encode(Limits limits) {
        return EncodeOptions.DEFAULT.withLimits(limits);
    }

    private static DecodeOptions decode(Limits limits) {
        return DecodeOptions.DEFAULT.withLimits(limits);
    }

    private static void assertTooLarge(Kind kind, String words, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessageContaining(words)
                .extracting(e -> ((SdcodecException) e).kind())
                .isEqualTo(kind);
    }

    private static void assertEnded(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(InterruptedCallException.class)
                .extracting(e -> ((SdcodecException) e).kind())
                .isEqualTo(kind);
        assertThat(codec.decode(file)).isEqualTo(decoded);
        assertThat(codec.encode(PICTURE)).isEqualTo(file);
    }

    @Test
    void theStricterOneCounts() {
        Limits both = Limits.builder()
                .pixels(10)
                .inputBytes(7)
                .time(Duration.ofSeconds(9))
                .build()
                .and(Limits.builder()
                        .pixels(20)
                        .memoryBytes(5)
                        .time(Duration.ofSeconds(3))
                        .build());
        assertThat(both)
                .isEqualTo(Limits.builder()
                        .pixels(10)
                        .memoryBytes(5)
                        .inputBytes(7)
                        .time(Duration.ofSeconds(3))
                        .build());
        assertThat(both).hasToString("10 pixels, 5 bytes of memory, 7 bytes of input, PT3S");
        assertThat(Limits.NONE.and(both)).isEqualTo(both).hasSameHashCodeAs(both);
        assertThat(both.and(Limits.NONE)).isEqualTo(both).isNotEqualTo(Limits.NONE);
        assertThat(both.toBuilder().build()).isEqualTo(both);
        assertThat(Limits.DEFAULT.pixels()).isEqualTo(DecodeOptions.DEFAULT.maxPixels());
        assertThat(Limits.untrusted().time()).isPresent();
    }

    @Test
    void limitsOfNothingAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.NONE.withPixels(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.NONE.withMemoryBytes(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.NONE.withInputBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.NONE.withTime(Duration.ZERO));
    }

    @Test
    void sizesAreCheckedBeforeTheWork() {
        String pixels = "160x120 = 19,200 pixels, more than the limit of 19,199";
        Limits few = Limits.NONE.withPixels(PIXELS - 1);
        assertTooLarge(Kind.TOO_MANY_PIXELS, pixels, () -> codec.encode(PICTURE, encode(few)));
        assertTooLarge(Kind.TOO_MANY_PIXELS, pixels, () -> codec.decode(file, decode(few)));
        assertTooLarge(Kind.TOO_MANY_PIXELS, pixels, () -> Preview.embedded().decode(file, decode(few)));
        Limits little = Limits.NONE.withMemoryBytes(100 << 10);
        assertTooLarge(
                Kind.TOO_LITTLE_MEMORY, "more than the limit of 100 KiB", () -> codec.encode(PICTURE, encode(little)));
        assertTooLarge(
                Kind.TOO_LITTLE_MEMORY, "more than the limit of 100 KiB", () -> codec.decode(file, decode(little)));
        Limits shorter = Limits.NONE.withInputBytes(file.length - 1);
        assertTooLarge(Kind.TOO_MANY_BYTES, "more than the limit", () -> codec.decode(file, decode(shorter)));
        assertTooLarge(
                Kind.TOO_MANY_BYTES,
                "more than " + String.format("%,d", file.length - 1) + " bytes, the most that is allowed",
                () -> codec.decode(new ByteArrayInputStream(file), decode(shorter)));
        Limits enough = Limits.untrusted().withPixels(PIXELS).withInputBytes(file.length);
        assertThat(codec.encode(PICTURE, encode(enough))).isEqualTo(file);
        assertThat(codec.decode(file, decode(enough))).isEqualTo(decoded);
    }

    @Test
    void aCodecsLimitsHoldForAllCalls() {
        try (Codec limited = Codec.builder()
                .limits(Limits.NONE.withPixels(PIXELS - 1))
                .purpose(Codec.Purpose.DECODE)
                .build()) {
            assertThatThrownBy(() -> limited.decode(file)).isInstanceOf(PictureTooLargeException.class);
            assertThatThrownBy(() -> limited.decode(file, decode(Limits.NONE)))
                    .isInstanceOf(PictureTooLargeException.class);
        }
    }

    @Test
    void timeEndsACall() {
        Limits moment = Limits.NONE.withTime(Duration.ofNanos(1));
        assertEnded(Kind.OUT_OF_TIME, () -> codec.encode(PICTURE, encode(moment)));
        assertEnded(Kind.OUT_OF_TIME, () -> codec.decode(file, decode(moment)));
        assertEnded(Kind.OUT_OF_TIME, () -> Preview.embedded().decode(file, decode(moment)));
    }

    @Test
    void anInterruptEndsACallAndStays() {
        assertEnded(Kind.INTERRUPTED, () -> {
            Thread.currentThread().interrupt();
            try {
                codec.encode(PICTURE);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        });
        assertEnded(Kind.INTERRUPTED, () -> {
            Thread.currentThread().interrupt();
            try {
                codec.decode(file);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        });
    }

    /** Wherever it comes: after any number of looks, of which there are some for every row. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 20, 60})
    void aListenerEndsACallAnywhere(int looks) {
        assertEnded(Kind.CANCELLED, () -> codec.encode(PICTURE, EncodeOptions.DEFAULT, after(looks)));
        assertEnded(Kind.CANCELLED, () -> codec.decode(file, DecodeOptions.DEFAULT, after(looks)));
    }

    private static ProgressListener after(int looks) {
        AtomicInteger left = new AtomicInteger(looks);
        return ProgressListener.cancelledWhen(() -> left.getAndDecrement() <= 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SEARCH", "ENTROPY_ENCODE", "VAE_ENCODE"})
    void aListenerEndsAnEncodeInEachStage(Stage stage) {
        EncodeOptions options = EncodeOptions.DEFAULT.withEffort(stage == Stage.SEARCH ? 8 : 5);
        assertEnded(Kind.CANCELLED, () -> codec.encode(SyntheticPictures.scene(40, 40, 1), options, in(stage)));
    }

    private static ProgressListener in(Stage wanted) {
        return new ProgressListener() {
            private volatile boolean there;

            @Override
            public void onProgress(Stage stage, int done, int total) {
                there |= stage == wanted;
            }

            @Override
            public boolean isCancelled() {
                return there;
            }
        };
    }

    @Test
    void aCallersExecutorWorksAndStaysOpen() {
        AtomicInteger tasks = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Codec guest = Codec.builder()
                .executor(task -> {
                    tasks.incrementAndGet();
                    threads.execute(task);
                })
                .build()) {
            assertThat(guest.encode(PICTURE)).isEqualTo(file);
            assertThat(guest.decode(file)).isEqualTo(decoded);
        }
        assertThat(threads.isShutdown()).isFalse();
        threads.shutdown();
        if (Runtime.getRuntime().availableProcessors() > 1) {
            assertThat(tasks.get()).isPositive();
        }
    }
}
