package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.WorkMemory;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.PackedMatrix;
import org.sdcodec.engine.kernel.Winograd;

/**
 * One run of a 3 × 3 convolution of stride 1 by {@link Winograd}: a quarter of the multiplications of the direct sum, or fewer.
 *
 * <pre>
 *   V[point][tile][inC]                = Bᵀ·d·B   of the n × n inputs of every tile
 *   U[group][phase][point][panel][inC][32]   = G·g·Gᵀ   of the filters
 *   M[point][tile][panel][32]          = V·U      n² matrix products, each sum over inC in ascending order, beginning at 0
 *   y                                  = max(Aᵀ·M·A + bias + residual, floor)
 * </pre>
 *
 * <p>Tiles are taken in blocks, so that V, a panel of M and what is in use of U stay in the caches. Several blocks share a U that is
 * made before. A single block makes it panel by panel as it goes, a slice at a time, and so does a layer with very many weights:
 * U is four to sixteen times as large as they are.
 */
final class WinogradConv {
    /** Filters that are transformed at a time: 72 kB. Fewer, which would stay in the L1 cache, are read from memory in too short pieces. */
    private static final int WEIGHTS = 2048;
    /** Blocks per thread from which on a task is a block; with fewer, the threads share a block. */
    private static final int ENOUGH_BLOCKS = 3;
    /** Tasks that the inputs of a shared block are cut into, if it has the rows. */
    private static final int INPUT_TASKS = 8;

    private static final float[] ZEROS = new float[Kernels.PANEL];

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
    }

    void run() {
        if (plan.phasesAtOnce() == 0) {
            runBlocks(0, tile.phases(), null);
        } else {
            float[] u = engine.memory().take(plan.phasesAtOnce() * plan.groups() * plan.uGroup());
            for (int phase = 0; phase < tile.phases(); phase += plan.phasesAtOnce()) {
                prepareWeights(phase, u);
                runBlocks(phase, phase + plan.phasesAtOnce(), u);
            }
            engine.memory().give(u);
        }
        if (output.activation() != null && output.activation() != Activation.RELU) {
            output.activation().applyInPlace(engine, output.to());
        }
    }

    /** Makes U of some phases. */
    private void prepareWeights(int firstPhase, float[] u) {
        int phases = plan.phasesAtOnce();
        engine.workers().run(weight.panels() * phases, filter -> {
            int panel = filter / phases;
            int phase = filter % phases;
            int uOff = (panel / plan.panels() * phases + phase) * plan.uGroup();
            int inGroup = panel % plan.panels() * inC * Kernels.PANEL;
            transformWeights(panel, firstPhase + phase, 0, inC, u, uOff + inGroup);
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
                multiply(block, group, firstPhase, endPhase, v, u);
            }
            engine.memory().give(v);
        });
    }

    /** All threads transform the inputs of a block, then each makes some groups of panels of the outputs. */
    private void runShared(WinogradTiling.Block block, int firstPhase, int endPhase, float[] v, float[] u) {
        int strips = Math.min(block.height(), INPUT_TASKS);
        engine.workers()
                .run(
                        strips,
                        strip -> transformInput(
                                block, strip * block.height() / strips, (strip + 1) * block.height() / strips, v));
        engine.workers().run(plan.groups(), group -> multiply(block, group, firstPhase, endPhase, v, u));
    }

    /** Fills V for some rows of a block's tiles. */
    private void transformInput(WinogradTiling.Block block, int fromRow, int toRow, float[] v) {
        Kernels kernels = engine.kernels();
        int out = tile.out();
        int columns = out * block.width() + Winograd.IN - out;
        int row = columns * inC;
        int left = out * block.x() - padding.left();
        float[] slab = engine.memory().take(Winograd.IN * row);
        float[] half = engine.memory().take(Winograd.IN * row);
        for (int tileY = fromRow; tileY < toRow; tileY++) {
            // The last rows that the tiles above saw are the first ones of these.
            int known = tileY == fromRow ? 0 : Winograd.IN - out;
            System.arraycopy(slab, out * row, slab, 0, known * row);
            int top = out * (block.y() + tileY) - padding.top();
            for (int i = known; i < Winograd.IN; i++) {
                input.read(kernels, top + i, left, columns, slab, i * row);
            }
            kernels.winogradInput(row, slab, 0, row, half, 0, row);
            for (int tileX = 0; tileX < block.width(); tileX++) {
                int to = (tileY * block.width() + tileX) * plan.vTile();
                for (int i = 0; i < Winograd.IN; i++) {
                    int from = i * row + out * tileX * inC;
                    kernels.winogradInput(inC, half, from, inC, v, to + i * Winograd.IN * plan.vPoint(), plan.vPoint());
                }
            }
        }
        engine.memory().give(slab);
        engine.memory().give(half);
    }

    /** Fills a panel of U for one phase and some input channels. */
    private void transformWeights(int panel, int phase, int firstChannel, int channels, float[] u, int uOff) {
        int all = channels * Kernels.PANEL;
        int from = weight.offset(panel, firstChannel);
        for (int done = 0; done < all; done += WEIGHTS) {
            engine.kernels()
                    .winogradWeight(
                            tile,
                            phase,
                            Math.min(WEIGHTS, all - done),
                            weight.data(),
                            from + done,
                            inC * Kernels.PANEL,
                            u,
                            uOff + done,
                            plan.uPoint());
        }
    }

    /** A group of panels of the outputs of a block. */
    private void multiply(
            WinogradTiling.Block block, int group, int firstPhase, int endPhase, float[] v, float[] allU) {
        WorkMemory memory = engine.memory();
        int panel = group * plan.panels();
        int panels = Math.min(plan.panels(), weight.panels() - panel);
        int mTile = panels * Kernels.PANEL;
        int mPoint = WinogradPlan.oddLines(block.tiles() * mTile);
        float[] m = memory.take(Winograd.POINTS * mPoint);
        for (int phase = firstPhase; phase < endPhase; phase++) {
            if (allU != null) {
                int uOff = (group * plan.phasesAtOnce() + phase - firstPhase) * plan.uGroup();
                multiply(block.tiles(), panel, panels, 0, inC, v, allU, uOff, m, mPoint);
            } else {
                float[] u = memory.take(plan.uGroup());
                for (int channel = 0; channel < inC; channel += plan.uChannels()) {
                    int channels = Math.min(plan.uChannels(), inC - channel);
                    for (int j = 0; j < panels; j++) {
                        transformWeights(panel + j, phase, channel, channels, u, j * channels * Kernels.PANEL);
                    }
                    multiply(block.tiles(), panel, panels, channel, channels, v, u, 0, m, mPoint);
                }
                memory.give(u);
            }
            end.write(block, phase, panel * Kernels.PANEL, mTile, m, mPoint);
        }
        memory.give(m);
    }

    /** Adds the products of some input channels to M, which begins at 0 with the first ones. */
    private void multiply(
            int tiles,
            int panel,
            int panels,
            int firstChannel,
            int channels,
            float[] v,
            float[] u,
            int uOff,
            float[] m,
            int mPoint) {
        Kernels kernels = engine.kernels();
        int mTile = panels * Kernels.PANEL;
        for (int point = 0; point < Winograd.POINTS; point++) {
            for (int p = 0; p < channels; p += MatMul.DEPTH) {
                boolean first = firstChannel + p == 0;
                for (int j = 0; j < panels; j++) {
                    int sums = point * mPoint + j * Kernels.PANEL;
                    kernels.gemm(
                            tiles,
                            weight.panelColumns(panel + j),
                            Math.min(MatMul.DEPTH, channels - p),
                            v,
                            point * plan.vPoint() + firstChannel + p,
                            plan.vTile(),
                            u,
                            uOff + point * plan.uPoint() + (j * channels + p) * Kernels.PANEL,
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
}
