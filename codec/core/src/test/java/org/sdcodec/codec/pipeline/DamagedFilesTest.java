package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Limits;
import org.sdcodec.ModelException;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.Preview;
import org.sdcodec.Region;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcInfo;
import org.sdcodec.codec.testing.SdcBytes;
import org.sdcodec.codec.testing.SdcDamage;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.testing.FuzzRun;

/**
 * Damaged files of every mode, most with a checksum that fits again, so that the damage reaches the chunks and the
 * coder: each gives a picture of the size that its header says, or one of the exceptions that {@link Codec#decode}
 * documents.
 */
@Tag("fuzz")
class DamagedFilesTest {
    private static final long SEED = 7_402_113;
    private static final String PICTURE = "picture";
    private static final String UNNOTICED = "damage not noticed by 16 bits";

    /** What is called with a damaged file. */
    private enum Call {
        DECODE,
        PARTIAL,
        REGION,
        PREVIEW
    }

    @Test
    @Timeout(value = 6, unit = TimeUnit.HOURS)
    void filesOfTheEmbeddedModel() {
        try (Codec codec = Codec.builder().threads(1).build()) {
            List<SdcCorpus.Sample> samples = SdcCorpus.embedded(codec);
            Map<String, Integer> outcomes = run(
                    new FuzzRun("`.sdc` files of the embedded model", SEED, 900, 70_000),
                    samples,
                    Preview.embedded(),
                    1 << 18);
            // All are there, and neither early refusals nor harmless damage are nearly all.
            assertThat(outcomes)
                    .containsKeys(
                            PICTURE,
                            SdcFormatException.class.getSimpleName(),
                            ModelException.class.getSimpleName(),
                            PictureTooLargeException.class.getSimpleName());
            int all = outcomes.values().stream().mapToInt(Integer::intValue).sum();
            assertThat(outcomes.get(PICTURE)).isBetween(all / 50, all * 2 / 3);
            // A check of 16 bits misses one fault in 65,536.
            assertThat(outcomes.getOrDefault(UNNOTICED, 0)).isLessThanOrEqualTo(1 + all / 10_000);
        }
    }

    @Test
    @Timeout(value = 6, unit = TimeUnit.HOURS)
    void filesOfADiffusionModel(@TempDir Path folder) throws IOException {
        Path model = TestModels.stableDiffusion(folder.resolve("model"));
        try (Codec codec = Codec.builder().model(model).threads(1).build()) {
            Map<String, Integer> outcomes = run(
                    new FuzzRun("`.sdc` files of a model with a UNet", SEED, 150, 20_000),
                    SdcCorpus.diffusion(codec),
                    Preview.open(model),
                    1 << 13);
            assertThat(outcomes).containsKeys(PICTURE, SdcFormatException.class.getSimpleName());
        }
    }

    private static Map<String, Integer> run(
            FuzzRun fuzz, List<SdcCorpus.Sample> samples, Preview preview, long maxPixels) {
        for (SdcCorpus.Sample sample : samples) {
            byte[] copy = sample.bytes().clone();
            SdcBytes.repairChecksum(copy, sample.bytes());
            assertThat(copy)
                    .as("repairing an undamaged file: %s", sample.kind())
                    .isEqualTo(sample.bytes());
        }
        Limits limits = Limits.untrusted().withPixels(maxPixels).withMemoryBytes(256L << 20);
        DecodeOptions options = DecodeOptions.DEFAULT.withLimits(limits);
        return fuzz.run((number, random) -> {
            SdcCorpus.Sample sample = samples.get(random.nextInt(samples.size()));
            SdcDamage damage = SdcDamage.values()[number % SdcDamage.values().length];
            byte[] damaged = damage.damaged(sample.bytes(), random);
            boolean repaired = random.nextInt(5) > 0;
            if (repaired) {
                SdcBytes.repairChecksum(damaged, sample.bytes());
            }
            Call call = random.nextInt(3) > 0 ? Call.DECODE : Call.values()[random.nextInt(Call.values().length)];
            try {
                String outcome = attempt(call, sample.codec(), preview, damaged, options, random);
                boolean checked = !repaired && call != Call.PARTIAL && !Arrays.equals(damaged, sample.bytes());
                if (!checked || !outcome.equals(PICTURE)) {
                    return outcome;
                }
                assertThat(SdcBytes.isFull(damaged))
                        .as("%s, %s: a wrong checksum of 32 bits passes", sample.kind(), damage)
                        .isFalse();
                return UNNOTICED;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(sample.kind() + ", " + damage + ", " + call + " gave " + e, e);
            }
        });
    }

    private static String attempt(
            Call call, Codec codec, Preview preview, byte[] damaged, DecodeOptions options, Random random) {
        try {
            if (call == Call.REGION) {
                Region region = new Region(random.nextInt(20), random.nextInt(20), 4, 4);
                assertThat(codec.decode(damaged, options.withRegion(region)).width())
                        .isEqualTo(4);
                return PICTURE;
            }
            if (call == Call.PREVIEW) {
                assertThat(preview.decode(damaged, options).width()).isPositive();
                return PICTURE;
            }
            Picture picture = codec.decode(damaged, options.withPartial(call == Call.PARTIAL));
            if (call == Call.PARTIAL) {
                return "partial picture";
            }
            SdcInfo info = Codec.info(damaged);
            assertThat(picture.width()).isEqualTo(info.width());
            assertThat(picture.height()).isEqualTo(info.height());
            return PICTURE;
        } catch (SdcFormatException e) {
            assertThat(e.offset()).isBetween(0L, (long) damaged.length);
            assertThat(e).message().isNotBlank().doesNotContain("\n");
            return SdcFormatException.class.getSimpleName();
        } catch (ModelException | PictureTooLargeException | OptionsException e) {
            assertThat(e).message().isNotBlank().doesNotContain("\n");
            return e.getClass().getSimpleName();
        }
    }
}
