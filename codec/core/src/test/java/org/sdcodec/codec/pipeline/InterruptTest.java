package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.InterruptedCallException;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.ProgressListener.Stage;
import org.sdcodec.RateTarget;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.codec.testing.TestModels;

/** An interrupt ends every kind of call in whichever stage it comes. */
class InterruptTest {

    private static final String REPEATS = "sdcodec.interrupts";

    @TempDir
    static Path folder;

    private static Codec embedded;
    private static Codec diffusion;
    private static List<Work> works;

    /** A call that takes a while. */
    private interface Call {
        void run(ProgressListener listener);
    }

    private record Work(String name, Call call) {}

    @BeforeAll
    static void open() throws IOException {
        embedded = Codec.builder().threads(2).build();
        diffusion = Codec.builder()
                .model(TestModels.stableDiffusion(folder.resolve("model")))
                .threads(2)
                .build();
        // Larger where time is measured.
        int scale = System.getProperty(REPEATS) == null ? 1 : 4;
        Picture picture = SyntheticPictures.scene(32 * scale, 24 * scale, 1);
        Picture plane = SyntheticPictures.of(200 * scale, 100 * scale, (x, y) -> (x * x * 7 + y * 13) << 24 | x & 0xFF);
        Picture small = SyntheticPictures.scene(12 * scale, 8 * scale, 1);
        works = new ArrayList<>();
        add("encode", embedded, picture, EncodeOptions.DEFAULT);
        add("encode, effort 8", embedded, small, EncodeOptions.DEFAULT.withEffort(8));
        add("encode, effort 9", embedded, small, EncodeOptions.DEFAULT.withEffort(9));
        add("encode to a size", embedded, picture, EncodeOptions.DEFAULT.withTarget(RateTarget.size(150L * scale)));
        add("encode to a quality", embedded, picture, EncodeOptions.DEFAULT.withTarget(RateTarget.psnr(20)));
        add("encode an alpha plane", embedded, plane, EncodeOptions.DEFAULT);
        add("encode, dependent quantization", diffusion, picture, EncodeOptions.DEFAULT);
        add("encode, tuned steps", diffusion, small, EncodeOptions.DEFAULT.withTunedDenoising(true));
        EncodeOptions ddcm = EncodeOptions.DEFAULT.withMode("ddcm").withTarget(RateTarget.size(60));
        EncodeOptions diffc =
                EncodeOptions.DEFAULT.withMode("diffc").withEffort(3).withTarget(RateTarget.size(30));
        add("encode, ddcm", diffusion, small, ddcm);
        add("encode, diffc", diffusion, small, diffc);
        add("encode, original", diffusion, small, EncodeOptions.DEFAULT.withMode("original"));
        decode("decode", embedded, embedded.encode(picture));
        decode("decode an alpha plane", embedded, embedded.encode(plane));
        decode("decode, denoising", diffusion, diffusion.encode(small));
        decode("decode, ddcm", diffusion, diffusion.encode(small, ddcm));
        decode("decode, diffc", diffusion, diffusion.encode(small, diffc));
        decode("decode, original", diffusion, diffusion.encode(small, EncodeOptions.DEFAULT.withMode("original")));
    }

    private static void add(String name, Codec codec, Picture picture, EncodeOptions options) {
        works.add(new Work(name, listener -> codec.encode(picture, options, listener)));
    }

    private static void decode(String name, Codec codec, byte[] file) {
        works.add(new Work(name, listener -> codec.decode(file, DecodeOptions.DEFAULT, listener)));
    }

    @AfterAll
    static void close() {
        embedded.close();
        diffusion.close();
    }

    @Test
    void anInterruptEndsEveryStage() {
        for (Work work : works) {
            List<Stage> stages = new ArrayList<>();
            work.call.run((stage, done, total) -> {
                if (done == 0 && !stages.contains(stage)) {
                    stages.add(stage);
                }
            });
            assertThat(stages).as(work.name).isNotEmpty();
            for (Stage wanted : stages) {
                assertThatThrownBy(() -> work.call.run((stage, done, total) -> {
                            if (stage == wanted && done == 0) {
                                Thread.currentThread().interrupt();
                            }
                        }))
                        .as("%s, %s", work.name, wanted)
                        .isInstanceOf(InterruptedCallException.class);
                assertThat(Thread.interrupted()).as(work.name).isTrue();
            }
        }
    }

    /**
     * Prints how long each kind of call goes on after an interrupt at any time; for a machine that does nothing else.
     */
    @Test
    @EnabledIfSystemProperty(named = REPEATS, matches = "\\d+")
    void howLongACallGoesOn() throws InterruptedException {
        Random random = new Random(1);
        for (Work work : works) {
            long begin = System.nanoTime();
            work.call.run(ProgressListener.NONE);
            long whole = System.nanoTime() - begin;
            long longest = 0;
            int ended = 0;
            for (int i = 0; i < Integer.getInteger(REPEATS); i++) {
                AtomicLong end = new AtomicLong();
                Thread caller = new Thread(() -> {
                    try {
                        work.call.run(ProgressListener.NONE);
                    } catch (InterruptedCallException e) {
                        end.set(System.nanoTime());
                    }
                });
                caller.start();
                TimeUnit.NANOSECONDS.sleep((long) (whole * random.nextDouble()));
                long interrupt = System.nanoTime();
                caller.interrupt();
                caller.join();
                if (end.get() != 0) {
                    ended++;
                    longest = Math.max(longest, end.get() - interrupt);
                }
            }
            System.out.printf(
                    Locale.ROOT, "| %s | %.0f ms | %d | %.1f ms |%n", work.name, whole / 1e6, ended, longest / 1e6);
        }
    }
}
