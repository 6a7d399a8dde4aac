package org.sdcodec.codec.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.Region;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.container.CodedSize;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SliceTable;
import org.sdcodec.codec.entropy.CoderThreads;
import org.sdcodec.codec.entropy.LatentCoder;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.SliceGrid;
import org.sdcodec.codec.mode.CodedLatent;
import org.sdcodec.codec.mode.PartialLatent;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.Workers;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.engine.kernel.vector.VectorKernels;
import org.sdcodec.engine.network.Area;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.vae.LatentSource;

/**
 * Latents of several slices: coded on any number of threads alike, found without each other, damaged without each
 * other.
 */
class SlicesTest {
    private static final int CELL = 8;
    private static final int ROWS = 140;
    private static final int COLUMNS = 131;
    private static final int CHANNELS = 4;
    private static final int STEP = 160;

    private static Tensor latent(int rows, int columns) {
        Random random = new Random(9);
        float[] values = new float[rows * columns * CHANNELS];
        for (int i = 0; i < values.length; i++) {
            int cell = i / CHANNELS;
            values[i] = (float) (3 * Math.sin(cell / columns * 0.11 + i % CHANNELS) + random.nextGaussian());
        }
        return Tensor.of(rows, columns, CHANNELS, values);
    }

    private static CodedLatent encode(Tensor latent, int effort, CoderThreads threads) {
        ScalarEncoder.Slicing slicing =
                new ScalarEncoder.Slicing(latent.height() * CELL, latent.width() * CELL, false, threads);
        return new ScalarEncoder(LatentPrior.sd1(), effort, false, slicing).encode(latent, STEP, BlockListener.NONE);
    }

    private static ScalarDecoder decoder(CodedLatent coded, byte[] bytes, Tensor latent, CoderThreads threads) {
        SdcHeader header = coded.header(latent.width() * CELL, latent.height() * CELL, 0, 0, false);
        LatentShape shape = new LatentShape(latent.height(), latent.width(), CHANNELS);
        return new ScalarDecoder(header, bytes, shape, LatentPrior.sd1(), threads);
    }

    @ParameterizedTest
    @CsvSource({"1", "5"})
    void threadsAndKernelsDoNotMatter(int effort) {
        Tensor latent = latent(ROWS, COLUMNS);
        CodedLatent coded = encode(latent, effort, CoderThreads.SINGLE);
        float[] expected = coded.decoded().toTensor().data();
        int passes = (int) LatentCoder.rows(1, CHANNELS, LatentPrior.sd1());
        try (Workers workers = new Workers(2)) {
            for (CoderThreads threads : List.of(
                    new CoderThreads(workers, new VectorKernels()), new CoderThreads(workers, new ScalarKernels()))) {
                assertThat(encode(latent, effort, threads).bytes()).isEqualTo(coded.bytes());
                List<Integer> heard = new ArrayList<>();
                List<Thread> callers = new ArrayList<>();
                LatentSource decoded = decoder(coded, coded.bytes(), latent, threads)
                        .decode((done, total) -> {
                            heard.add(done);
                            callers.add(Thread.currentThread());
                            // Two columns of slices.
                            assertThat(total).isEqualTo(2 * ROWS * passes);
                        });
                assertThat(decoded.toTensor().data()).isEqualTo(expected);
                assertThat(heard)
                        .isSorted()
                        .doesNotHaveDuplicates()
                        .startsWith(0)
                        .endsWith(2 * ROWS * passes)
                        .hasSizeGreaterThan(ROWS / 2);
                assertThat(callers).containsOnly(Thread.currentThread());
            }
        }
    }

    @Test
    void smallPicturesHaveNoTable() {
        Tensor latent = latent(128, 40);
        CodedLatent coded = encode(latent, 1, CoderThreads.SINGLE);
        assertThat(SliceTable.has(40 * CELL, 128 * CELL)).isFalse();
        assertThat(decoder(coded, coded.bytes(), latent, CoderThreads.SINGLE)
                        .decode(BlockListener.NONE)
                        .toTensor()
                        .data())
                .isEqualTo(coded.decoded().toTensor().data());
    }

    /**
     * Parts of rows, within a slice and across the border of two, are those of the whole; symbols beyond a byte too.
     */
    @ParameterizedTest
    @CsvSource({"120", "20"})
    void rowsAreReadInParts(int stepCode) {
        Tensor latent = latent(ROWS, COLUMNS);
        ScalarEncoder.Slicing slicing =
                new ScalarEncoder.Slicing(ROWS * CELL, COLUMNS * CELL, false, CoderThreads.SINGLE);
        CodedLatent coded =
                new ScalarEncoder(LatentPrior.sd1(), 1, false, slicing).encode(latent, stepCode, BlockListener.NONE);
        LatentSource read =
                decoder(coded, coded.bytes(), latent, CoderThreads.SINGLE).decode(BlockListener.NONE);
        float[] whole = read.toTensor().data();
        float step = StepSize.of(stepCode);
        for (int i = 0; i < whole.length; i++) {
            assertThat(whole[i]).isCloseTo(latent.data()[i], within(0.76f * step));
        }
        int border = SliceGrid.of(ROWS, COLUMNS).area(0).right();
        for (int[] part :
                new int[][] {{0, 1}, {border - 3, 3}, {border - 2, 5}, {border, COLUMNS - border}, {0, COLUMNS}}) {
            for (int y : new int[] {0, ROWS / 2 - 1, ROWS / 2, ROWS - 1}) {
                float[] found = new float[1 + part[1] * CHANNELS];
                read.read(y, part[0], part[1], found, 1);
                int from = (y * COLUMNS + part[0]) * CHANNELS;
                assertThat(Arrays.copyOfRange(found, 1, found.length))
                        .isEqualTo(Arrays.copyOfRange(whole, from, from + part[1] * CHANNELS));
            }
        }
    }

    @Test
    void anAreaNeedsItsSlicesOnly() {
        Tensor latent = latent(ROWS, COLUMNS);
        CodedLatent coded = encode(latent, 1, CoderThreads.SINGLE);
        SliceTable table = SliceTable.read(coded.bytes(), COLUMNS * CELL, ROWS * CELL);
        assertThat(table.count()).isEqualTo(4);
        byte[] damaged = coded.bytes().clone();
        for (int i : new int[] {0, 1, 2}) {
            Arrays.fill(damaged, table.offsets()[i], table.offsets()[i + 1], (byte) 0xFF);
        }
        ScalarDecoder decoder = decoder(coded, damaged, latent, CoderThreads.SINGLE);
        Area last = decoder.grid().area(3);
        Area inside = new Area(last.top() + 3, last.left() + 5, 2, 7);
        float[] decoded = decoder.decode(inside, BlockListener.NONE).toTensor().data();
        assertThat(decoder.grid().cut(3, decoded, CHANNELS))
                .isEqualTo(decoder.grid().cut(3, coded.decoded().toTensor().data(), CHANNELS));
        assertThatThrownBy(() -> decoder.decode(BlockListener.NONE))
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining("is damaged");
    }

    /** One bit after another of each slice, and every length of the file. */
    @Test
    void damageCostsItsSliceOnly() {
        Tensor latent = latent(ROWS, COLUMNS);
        CodedLatent coded = encode(latent, 1, CoderThreads.SINGLE);
        float[] whole = coded.decoded().toTensor().data();
        SliceTable table = SliceTable.read(coded.bytes(), COLUMNS * CELL, ROWS * CELL);
        for (int i = 0; i < table.count(); i++) {
            byte[] damaged = coded.bytes().clone();
            damaged[(table.offsets()[i] + table.offsets()[i + 1]) / 2] ^= 4;
            List<PartialLatent> heard = new ArrayList<>();
            ScalarDecoder decoder = decoder(coded, damaged, latent, CoderThreads.SINGLE);
            float[] found = decoder.decodePart(BlockListener.NONE, heard::add)
                    .toTensor()
                    .data();
            Area lost = decoder.grid().area(i);
            for (int k = 0; k < table.count(); k++) {
                float[] own = decoder.grid().cut(k, found, CHANNELS);
                if (k == i) {
                    assertThat(own).containsOnly(0f);
                } else {
                    assertThat(own).isEqualTo(decoder.grid().cut(k, whole, CHANNELS));
                }
            }
            long all = (long) ROWS * COLUMNS * CHANNELS;
            long cells = (long) lost.height() * lost.width();
            assertThat(heard)
                    .containsExactly(new PartialLatent(
                            all - cells * CHANNELS, all, 0, CHANNELS, lost.top(), ROWS, List.of(lost)));
        }
        int length = (table.offsets()[2] + table.offsets()[3]) / 2;
        List<PartialLatent> parts = new ArrayList<>();
        float[] found = decoder(coded, Arrays.copyOf(coded.bytes(), length), latent, CoderThreads.SINGLE)
                .decodePart(BlockListener.NONE, parts::add)
                .toTensor()
                .data();
        SliceGrid grid = SliceGrid.of(ROWS, COLUMNS);
        for (int k : new int[] {0, 1}) {
            assertThat(grid.cut(k, found, CHANNELS)).isEqualTo(grid.cut(k, whole, CHANNELS));
        }
        assertThat(parts.get(0).missing()).containsExactly(grid.area(2), grid.area(3));
        Region last = parts.get(0)
                .inPixels(CELL, coded.header(COLUMNS * CELL - 3, ROWS * CELL - 5, CodedSize.FULL, 0, false))
                .missing()
                .get(1);
        assertThat(last.x() + last.width()).isEqualTo(COLUMNS * CELL - 3);
        assertThat(last.y() + last.height()).isEqualTo(ROWS * CELL - 5);
        assertThat(last.x()).isEqualTo(grid.area(3).left() * CELL);
    }

    /** A damaged table is one sentence, whatever its bytes say. */
    @Test
    void everyByteOfTheTableIsChecked() {
        Tensor latent = latent(ROWS, COLUMNS);
        CodedLatent coded = encode(latent, 1, CoderThreads.SINGLE);
        int end = SliceTable.read(coded.bytes(), COLUMNS * CELL, ROWS * CELL).offsets()[0];
        for (int bit = 0; bit < 8 * end; bit++) {
            byte[] damaged = coded.bytes().clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() ->
                            decoder(coded, damaged, latent, CoderThreads.SINGLE).decode(BlockListener.NONE))
                    .as("bit %d", bit)
                    .isInstanceOf(SdcFormatException.class);
        }
        for (int length = 0; length < end; length++) {
            byte[] start = Arrays.copyOf(coded.bytes(), length);
            assertThatThrownBy(() -> decoder(coded, start, latent, CoderThreads.SINGLE))
                    .isInstanceOf(SdcFormatException.class);
        }
    }

    @Test
    void theGridCoversEveryCellOnce() {
        for (int[] size : new int[][] {{1, 1}, {128, 129}, {257, 300}, {1000, 77}}) {
            SliceGrid grid = SliceGrid.of(size[0], size[1]);
            int[] seen = new int[size[0] * size[1]];
            for (int i = 0; i < grid.count(); i++) {
                Area area = grid.area(i);
                assertThat(Math.max(area.height(), area.width())).isLessThanOrEqualTo(128);
                for (int cell = 0; cell < area.height() * area.width(); cell++) {
                    seen[(area.top() + cell / area.width()) * size[1] + area.left() + cell % area.width()]++;
                }
            }
            assertThat(seen).containsOnly(1);
        }
    }
}
