package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.InterruptedCallException;
import org.sdcodec.Picture;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.ProgressListener;
import org.sdcodec.ProgressListener.Stage;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.testing.SyntheticPictures;

/**
 * One codec and 64 threads that call it, interrupt their calls, run out of memory and give it damaged files: equal
 * bytes, no growing heap, no thread left. The system property {@value #SECONDS} makes it last longer than a few calls
 * of each thread.
 */
@Tag("soak")
class SoakTest {

    private static final String SECONDS = "sdcodec.soak.seconds";
    private static final int THREADS = 64;
    private static final int CALLS = 4;
    private static final long MEBI = 1 << 20;

    /** What caches and the JIT's own objects may add. */
    private static final long GROWTH = 24 * MEBI;

    /** A picture, its file, and its pixels decoded again. */
    private record Expected(Picture picture, EncodeOptions options, byte[] file, Picture decoded) {

        static Expected of(Codec codec, Picture picture, EncodeOptions options) {
            byte[] file = codec.encode(picture, options);
            return new Expected(picture, options, file, codec.decode(file));
        }
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void manyThreadsGetEqualBytes() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        int seconds = Integer.getInteger(SECONDS, 0);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Long> heap = new ArrayList<>();
        AtomicLong calls = new AtomicLong();
        try (Codec codec = Codec.builder().threads(2).build()) {
            List<Expected> all = List.of(
                    Expected.of(codec, SyntheticPictures.scene(40, 24, 1), EncodeOptions.DEFAULT),
                    Expected.of(codec, SyntheticPictures.scene(17, 33, 2), EncodeOptions.DEFAULT.withQuality(80)),
                    Expected.of(codec, translucent(), EncodeOptions.DEFAULT.withProgressive(true)));
            ExecutorService callers = Executors.newFixedThreadPool(THREADS);
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Void>> done = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(i);
                Callable<Void> caller = () -> {
                    start.await();
                    for (int n = 0; seconds == 0 ? n < CALLS : System.nanoTime() < end; n++) {
                        call(codec, all.get(random.nextInt(all.size())), random);
                        calls.incrementAndGet();
                    }
                    return null;
                };
                done.add(callers.submit(caller));
            }
            heap.add(used());
            start.countDown();
            for (Future<Void> each : done) {
                while (seconds > 0 && !each.isDone()) {
                    TimeUnit.SECONDS.sleep(Math.max(1, seconds / 20));
                    heap.add(used());
                }
                each.get();
            }
            callers.shutdown();
            heap.add(used());
            for (Expected each : all) {
                assertThat(codec.encode(each.picture, each.options)).isEqualTo(each.file);
            }
        }
        if (seconds > 0) {
            String mebi =
                    heap.stream().map(bytes -> String.valueOf(bytes / MEBI)).collect(Collectors.joining(" "));
            System.out.printf(Locale.ROOT, "soak: %d s, %,d calls, heap in MiB: %s%n", seconds, calls.get(), mebi);
            // Half way everything has been allocated once.
            assertThat(heap.get(heap.size() - 1)).isLessThan(heap.get(heap.size() / 2) + GROWTH);
        }
        Set<Thread> after = Thread.getAllStackTraces().keySet();
        assertThat(after.stream().filter(thread -> !before.contains(thread) && thread.isAlive() && isOurs(thread)))
                .isEmpty();
    }

    /** Not those of the JVM and of the pool of callers, which may take a moment to end. */
    private static boolean isOurs(Thread thread) {
        return thread.getName().startsWith("sdcodec");
    }

    private static long used() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static Picture translucent() {
        return SyntheticPictures.of(24, 24, (x, y) -> (x * 10) << 24 | x * 5 << 16 | y * 3 << 8 | x + y);
    }

    private static void call(Codec codec, Expected expected, Random random) {
        switch (random.nextInt(8)) {
            case 0 -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> codec.decode(expected.file)).isInstanceOf(InterruptedCallException.class);
                assertThat(Thread.interrupted()).isTrue();
            }
            case 1 ->
                assertThatThrownBy(
                                () -> codec.decode(expected.file, DecodeOptions.DEFAULT, failingIn(Stage.VAE_DECODE)))
                        .isInstanceOf(PictureTooLargeException.class);
            case 2 -> {
                byte[] damaged = expected.file.clone();
                damaged[damaged.length - 1 - random.nextInt(damaged.length / 2)] ^= 1;
                assertThatThrownBy(() -> codec.decode(damaged)).isInstanceOf(SdcFormatException.class);
            }
            case 3, 4 ->
                assertThat(codec.encode(expected.picture, expected.options)).isEqualTo(expected.file);
            default -> assertThat(codec.decode(expected.file)).isEqualTo(expected.decoded);
        }
    }

    /** Stands for an allocation that fails in a stage. */
    private static ProgressListener failingIn(Stage wanted) {
        return (stage, done, total) -> {
            if (stage == wanted) {
                throw new OutOfMemoryError("as a test wants it");
            }
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"VAE_ENCODE", "ENTROPY_ENCODE", "SEARCH", "ENTROPY_DECODE", "VAE_DECODE"})
    void aCodecIsUsableAfterItRanOutOfMemory(Stage stage) {
        Picture picture = SyntheticPictures.scene(40, 24, 1);
        EncodeOptions options = EncodeOptions.DEFAULT.withEffort(stage == Stage.SEARCH ? 8 : 5);
        try (Codec codec = Codec.builder().threads(2).build()) {
            byte[] file = codec.encode(picture);
            Picture decoded = codec.decode(file);
            assertThatThrownBy(() -> {
                        codec.encode(picture, options, failingIn(stage));
                        codec.decode(file, DecodeOptions.DEFAULT, failingIn(stage));
                    })
                    .isInstanceOf(PictureTooLargeException.class);
            assertThat(codec.encode(picture)).isEqualTo(file);
            assertThat(codec.decode(file)).isEqualTo(decoded);
        }
    }
}
