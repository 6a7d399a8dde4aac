package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.WorkMemory;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.PackedMatrix;
import org.sdcodec.engine.kernel.Winograd;

/**
 * One run of a 3 × 3 convolution by {@link Winograd}: a quarter of the multiplications of the direct sum, or fewer.
 *
 * <pre>
 *   V[point][slab][tile][128 of depth]       = Bᵀ·d·B   of the n × n inputs of every tile; depth = input phases × inC
 *   U[group][phase][point][panel][depth][32] = G·g·Gᵀ   of the filters
 *   M[point][tile][panel][32]                = V·U      n² matrix products, each sum over depth in ascending order, beginning at 0
 *   y                                        = max(Aᵀ·M·A + bias + residual, floor)
 * </pre>
 *
 * <p>Tiles are taken in blocks, so that V and what is in use of U stay in the caches. Of M there are only the n points
 * (0, j) … (n − 1, j) at a time: while they are in the L2 cache, they are transformed along the rows. Several blocks
 * share a U that is made before. A single block makes it for one or two panels as it goes, a slice at a time, and so
 * does a layer with very many weights: U is four to sixteen times as large as they are.
 */
final class WinogradConv {
    /**
     * Filters that are transformed at a time: 72 kB. Fewer, which would stay in the L1 cache, are read from memory in
     * too short pieces.
     */
    private static final int WEIGHTS = 2048;
    /** Blocks per thread from which on a task is a block; with fewer, the threads share a block. */
    static final int ENOUGH_BLOCKS = 3;
    /**
     * Tasks per thread that a shared block is cut into, if it has the rows: so that none waits long for the last one.
     */
    private static final int ENOUGH_TASKS = 2;
    /** Tasks that the inputs of a shared block are cut into, if it has the rows. */
    private static final int INPUT_TASKS = 8;

    /** Filters of the inputs' phases of a convolution of stride 2, in the order of {@link Winograd#place}. */
    private static final int[] FILTERS_OF_PLACES = {2, 0, 1, 3};

    private static final float[] ZEROS = new float[WinogradPlan.MOST_PANELS * Kernels.PANEL];

    private final Engine engine;
    private final ConvInput input;
    private final PackedMatrix weight;
    private final Padding padding;
    private final Output output;
    private final WinogradPlan plan;
    private final Winograd tile;
    private final WinogradTiling tiling;
    private final WinogradOutput end;
    private final int inC;
    /** Input channels of all phases of the inputs. */
    private final int depth;

    /**
     * @param weight rows (ky, kx, inC) as {@link Conv2d} packs them
     * @param output its tensor is overwritten
     */
    WinogradConv(
            Engine engine, WinogradPlan plan, ConvInput input, PackedMatrix weight, Padding padding, Output output) {
        this.engine = engine;
        this.plan = plan;
        this.input = input;
        this.weight = weight;
        this.padding = padding;
        this.output = output;
        this.tile = plan.tile();
        this.tiling = plan.tiling();
        this.end = new WinogradOutput(engine, tile, output);
        this.inC = input.x().channels();
        this.depth = tile.inputPhases() * inC;
    }

    /** Makes the rows {@code from} to {@code to − 1} of the output, for which the plan is. */
    void run(int from, int to) {
        if (plan.phasesAtOnce() == 0) {
            runBlocks(0, tile.phases(), null);
        } else {
            float[] u = engine.memory().take(Kernels.LINE_START + plan.phasesAtOnce() * plan.groups() * plan.uGroup());
            for (int phase = 0; phase < tile.phases(); phase += plan.phasesAtOnce()) {
                prepareWeights(phase, u);
                runBlocks(phase, phase + plan.phasesAtOnce(), u);
            }
            engine.memory().give(u);
        }
        end.release();
        if (output.activation() != null && output.activation() != Activation.RELU) {
            output.activation().applyInPlace(engine, output.to(), from, to);
        }
    }

    /**
     * Floats that a run takes at once from the work memory, all but a few lines of a cache.
     *
     * @param threads that share it
     */
    static long workElements(WinogradPlan plan, int inC, int outC, int threads) {
        Winograd tile = plan.tile();
        WinogradTiling tiling = plan.tiling();
        boolean prepared = plan.phasesAtOnce() > 0;
        long u = prepared ? (long) plan.phasesAtOnce() * plan.groups() * plan.uGroup() : 0;
        long inputs = 2L * Winograd.IN * columns(tile, tiling.blockW()) * inC;
        if (tiling.blocks() >= ENOUGH_BLOCKS * threads) {
            long products = productElements(plan, outC, tiling.blockTiles());
            return u + threads * (plan.vBlock() + Math.max(inputs, products));
        }
        int strips = Math.min(threads, Math.min(tiling.blockH(), INPUT_TASKS));
        int parts = prepared ? parts(tiling.blockH(), plan.groups(), threads) : 1;
        int partTiles = (tiling.blockH() + parts - 1) / parts * tiling.blockW();
        long products = productElements(plan, outC, partTiles);
        return u + plan.vBlock() + Math.max(strips * inputs, Math.min(threads, plan.groups() * parts) * products);
    }

    /** M, what is made of it, and U where that is made for some channels at a time. */
    private static long productElements(WinogradPlan plan, int outC, int tiles) {
        int panels = Math.min(plan.panels(), (outC + Kernels.PANEL - 1) / Kernels.PANEL);
        int mPoint = WinogradPlan.oddLines(tiles * panels * Kernels.PANEL);
        long half = WinogradOutput.halfSize(plan.tile(), mPoint);
        return plan.phasesAtOnce() > 0
                ? half + (long) Winograd.IN * mPoint
                : half + (long) Winograd.POINTS * mPoint + plan.uGroup();
    }

    /** Makes U of some phases. */
    private void prepareWeights(int firstPhase, float[] u) {
        int phases = plan.phasesAtOnce();
        engine.workers().run(weight.panels() * phases, filter -> {
            int panel = filter / phases;
            int phase = filter % phases;
            int uOff = Kernels.LINE_START + (panel / plan.panels() * phases + phase) * plan.uGroup();
            int inGroup = panel % plan.panels() * depth * Kernels.PANEL;
            for (int place = 0; place < tile.inputPhases(); place++) {
                int to = uOff + inGroup + place * inC * Kernels.PANEL;
                transformWeights(panel, firstPhase + phase, place, 0, inC, u, to);
            }
        });
    }

    private void runBlocks(int firstPhase, int endPhase, float[] u) {
        if (tiling.blocks() < ENOUGH_BLOCKS * engine.workers().threads()) {
            float[] v = engine.memory().take(plan.vBlock());
            for (int i = 0; i < tiling.blocks(); i++) {
                runShared(tiling.block(i), firstPhase, endPhase, v, u);
            }
            engine.memory().give(v);
            return;
        }
        engine.workers().run(tiling.blocks(), task -> {
            WinogradTiling.Block block = tiling.block(task);
            float[] v = engine.memory().take(plan.vBlock());
            transformInput(block, 0, block.height(), v);
            for (int group = 0; group < plan.groups(); group++) {
                multiply(block, 0, group, firstPhase, endPhase, v, u);
            }
            engine.memory().give(v);
        });
    }

    /**
     * All threads transform the inputs of a block, then each makes some groups of panels of the outputs of some rows of
     * tiles.
     */
    private void runShared(WinogradTiling.Block block, int firstPhase, int endPhase, float[] v, float[] u) {
        int strips = Math.min(block.height(), INPUT_TASKS);
        engine.workers()
                .run(
                        strips,
                        strip -> transformInput(
                                block, strip * block.height() / strips, (strip + 1) * block.height() / strips, v));
        int parts = u == null
                ? 1
                : parts(block.height(), plan.groups(), engine.workers().threads());
        engine.workers().run(plan.groups() * parts, task -> {
            int group = task / parts;
            int part = task % parts;
            WinogradTiling.Block rows = block.rows(part * block.height() / parts, (part + 1) * block.height() / parts);
            multiply(rows, (rows.y() - block.y()) * block.width() * plan.vStride(), group, firstPhase, endPhase, v, u);
        });
    }

    /** Into how many parts a block is cut whose groups are too few for all threads. */
    private static int parts(int blockHeight, int groups, int threads) {
        return Math.min(blockHeight, (ENOUGH_TASKS * threads + groups - 1) / groups);
    }

    /** Columns of the input that the tiles of a block see, of all phases. */
    private static int columns(Winograd tile, int tiles) {
        return tile.stride() * (tile.out() * tiles + Winograd.IN - tile.out());
    }

    /** Fills V for some rows of a block's tiles. */
    private void transformInput(WinogradTiling.Block block, int fromRow, int toRow, float[] v) {
        for (int phase = 0; phase < tile.stride(); phase++) {
            transformInput(block, fromRow, toRow, phase, v);
        }
    }

    /** The same for the input rows of one phase. */
    private void transformInput(WinogradTiling.Block block, int fromRow, int toRow, int rowPhase, float[] v) {
        Kernels kernels = engine.kernels();
        int out = tile.out();
        int stride = tile.stride();
        int columns = columns(tile, block.width());
        int row = columns * inC;
        int left = stride * out * block.x() - padding.left();
        float[] slab = engine.memory().take(Winograd.IN * row);
        float[] half = engine.memory().take(Winograd.IN * row);
        for (int tileY = fromRow; tileY < toRow; tileY++) {
            // The last rows that the tiles above saw are the first ones of these.
            int known = tileY == fromRow ? 0 : Winograd.IN - out;
            System.arraycopy(slab, out * row, slab, 0, known * row);
            int top = stride * out * (block.y() + tileY) + rowPhase - padding.top();
            for (int i = known; i < Winograd.IN; i++) {
                input.read(kernels, top + stride * i, left, columns, slab, i * row);
            }
            kernels.winogradInput(row, slab, 0, row, half, 0, row);
            for (int tileX = 0; tileX < block.width(); tileX++) {
                for (int columnPhase = 0; columnPhase < stride; columnPhase++) {
                    int place = tile.place(rowPhase, columnPhase);
                    int to = (tileY * block.width() + tileX) * plan.vStride();
                    int pixel = stride * out * tileX + columnPhase;
                    for (int i = 0; i < Winograd.IN; i++) {
                        int from = i * row + pixel * inC;
                        int point = to + i * Winograd.IN * plan.vPoint();
                        for (int c = 0, n; c < inC; c += n) {
                            int channel = place * inC + c;
                            n = slabPart(channel, place * inC + inC);
                            int at = point + plan.vChannel(channel);
                            kernels.winogradInput(n, half, from + c, stride * inC, v, at, plan.vPoint());
                        }
                    }
                }
            }
        }
        engine.memory().give(slab);
        engine.memory().give(half);
    }

    /** Channels from one on, up to {@code end − 1} at most, that lie side by side in V. */
    private static int slabPart(int channel, int end) {
        return Math.min(end - channel, Kernels.SLAB_DEPTH - channel % Kernels.SLAB_DEPTH);
    }

    /**
     * Fills a panel of U for one phase of the outputs, one place of the phases of the inputs and some input channels.
     */
    private void transformWeights(
            int panel, int phase, int place, int firstChannel, int channels, float[] u, int uOff) {
        int filter = tile.stride() == 1 ? phase : FILTERS_OF_PLACES[place];
        int all = channels * Kernels.PANEL;
        int from = weight.offset(panel, firstChannel);
        for (int done = 0; done < all; done += WEIGHTS) {
            engine.kernels()
                    .winogradWeight(
                            tile,
                            filter,
                            Math.min(WEIGHTS, all - done),
                            weight.data(),
                            from + done,
                            inC * Kernels.PANEL,
                            u,
                            uOff + done,
                            plan.uPoint());
        }
    }

    /**
     * A group of panels of the outputs of a block, or of a part of it.
     *
     * @param vOff where V of its first tile begins; 0 where U is made as it goes, for whole blocks only
     */
    private void multiply(
            WinogradTiling.Block block, int vOff, int group, int firstPhase, int endPhase, float[] v, float[] allU) {
        WorkMemory memory = engine.memory();
        int panel = group * plan.panels();
        int panels = Math.min(plan.panels(), weight.panels() - panel);
        int columns = panels * Kernels.PANEL;
        int mPoint = WinogradPlan.oddLines(block.tiles() * columns);
        float[] m = memory.take((allU != null ? Winograd.IN : Winograd.POINTS) * mPoint);
        float[] half = memory.take(WinogradOutput.halfSize(tile, mPoint));
        for (int phase = firstPhase; phase < endPhase; phase++) {
            if (allU != null) {
                int uOff = Kernels.LINE_START + (group * plan.phasesAtOnce() + phase - firstPhase) * plan.uGroup();
                for (int j = 0; j < Winograd.IN; j++) {
                    multiply(block.tiles(), panel, panels, j, 0, depth, v, vOff, allU, uOff, m, 0, mPoint);
                    end.transform(j, block.tiles() * columns, m, 0, mPoint, half, mPoint);
                }
            } else {
                multiplySlices(block.tiles(), panel, panels, phase, v, m, mPoint);
                for (int j = 0; j < Winograd.IN; j++) {
                    end.transform(j, block.tiles() * columns, m, j * Winograd.IN * mPoint, mPoint, half, mPoint);
                }
            }
            end.write(block, phase, panel * Kernels.PANEL, columns, half, mPoint);
        }
        memory.give(half);
        memory.give(m);
    }

    /** Fills M for all points, with a U that is made for some input channels at a time. */
    private void multiplySlices(int tiles, int panel, int panels, int phase, float[] v, float[] m, int mPoint) {
        float[] u = engine.memory().take(Kernels.LINE_START + plan.uGroup());
        for (int place = 0; place < tile.inputPhases(); place++) {
            for (int channel = 0; channel < inC; channel += plan.uChannels()) {
                int channels = Math.min(plan.uChannels(), inC - channel);
                for (int k = 0; k < panels; k++) {
                    int to = Kernels.LINE_START + k * channels * Kernels.PANEL;
                    transformWeights(panel + k, phase, place, channel, channels, u, to);
                }
                for (int j = 0; j < Winograd.IN; j++) {
                    int from = place * inC + channel;
                    int at = j * Winograd.IN * mPoint;
                    multiply(tiles, panel, panels, j, from, channels, v, 0, u, Kernels.LINE_START, m, at, mPoint);
                }
            }
        }
        engine.memory().give(u);
    }

    /**
     * Adds the products of some input channels to the sums of a column of points, which begin at 0 with the first
     * channels that a point needs.
     *
     * @param from the first input channel of all phases
     * @param channels of how many U is there, from {@code from} on
     * @param m point (i, j) begins at {@code mOff + i·mPoint}
     */
    private void multiply(
            int tiles,
            int panel,
            int panels,
            int j,
            int from,
            int channels,
            float[] v,
            int vOff,
            float[] u,
            int uOff,
            float[] m,
            int mOff,
            int mPoint) {
        Kernels kernels = engine.kernels();
        int mTile = panels * Kernels.PANEL;
        for (int i = 0; i < Winograd.IN; i++) {
            int point = Winograd.IN * i + j;
            int begin = Math.max(from, tile.firstPlace(i, j) * inC);
            int end = Math.min(from + channels, tile.endPlace(i, j) * inC);
            for (int p = begin, n; p < end; p += n) {
                n = slabPart(p, end);
                boolean first = p == tile.firstPlace(i, j) * inC;
                int sums = mOff + i * mPoint;
                kernels.gemm(
                        tiles,
                        weight.columns(panel, panels),
                        n,
                        v,
                        vOff + point * plan.vPoint() + plan.vChannel(p),
                        plan.vStride(),
                        u,
                        uOff + point * plan.uPoint() + (p - from) * Kernels.PANEL,
                        channels * Kernels.PANEL,
                        first ? ZEROS : m,
                        first ? 0 : sums,
                        first ? 0 : mTile,
                        m,
                        sums,
                        mTile);
            }
        }
    }
}
