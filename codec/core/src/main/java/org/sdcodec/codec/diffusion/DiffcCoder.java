package org.sdcodec.codec.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.denoise.NoisePredictor;
import org.sdcodec.codec.mode.Checkpoint;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.Workers;
import org.sdcodec.engine.network.BlockListener;

/**
 * Lossy compression with a diffusion model as the entropy model (Theis et al. 2022, Vonderfecht and Liu 2025): each
 * step tells the decoder noise of the model's own distribution that is likely under the distribution which the latent
 * asks for. Both have the candidates in common; the file says which are taken. Stateless.
 */
final class DiffcCoder {

    private DiffcCoder() {}

    /**
     * A step of a file.
     *
     * @param grid how far it leads, see {@link DiffcSteps#rise}
     * @param bits of the whole step
     * @param chosen those that are there
     */
    record Step(int grid, int bits, boolean[] chosen) {}

    /**
     * A coded latent.
     *
     * @param steps how many it has
     * @param bytes not a copy
     */
    record Coded(int steps, byte[] bytes) {}

    /** The fewest bytes that hold a step. */
    static int leastBytes(DiffcPlan plan) {
        return (plan.window(new DiffcSteps(plan).bits()) + Byte.SIZE) / Byte.SIZE;
    }

    /**
     * Codes a latent.
     *
     * @param latent in the scale of the noise schedule; not modified
     * @param weights how much each number of the residual counts; null if all count alike
     * @param bytes of the coded latent
     * @param from the state that an earlier encode left; null to begin
     * @param states receives the state before each step
     * @param progress receives how many calls of the network are done, of about how many
     */
    static Coded encode(
            DiffcPlan plan,
            Tensor latent,
            float[] weights,
            int bytes,
            NoisePredictor model,
            Workers workers,
            Checkpoint.State from,
            Consumer<Checkpoint.State> states,
            BlockListener progress) {
        byte[] coded = new byte[bytes];
        Bits bits = new Bits(coded);
        int end = bytes * Byte.SIZE;
        DiffcSteps steps = new DiffcSteps(plan);
        DiffcRun run = new DiffcRun(model, latent.height(), latent.width(), latent.channels());
        Calls calls = new Calls(progress, plan.expectedSteps(end));
        if (from != null) {
            System.arraycopy(from.coded(), 0, coded, 0, bytes);
            System.arraycopy(from.sample(), 0, run.way().sample().data(), 0, plan.numbers());
            while (steps.done() < from.step()) {
                int grid = steps.readPlace(bits, end).orElseThrow();
                bits.position(bits.position() + steps.bits());
                calls.skip(run, steps.done());
                run.skip(grid);
                steps.advance(grid);
            }
        }
        double[] residual = new double[plan.numbers()];
        while (steps.done() < DiffcSteps.MAX_STEPS
                && !run.isOver()
                && end - bits.position() > plan.window(steps.bits())) {
            states.accept(new Checkpoint.State(steps.done(), run.way().sample().data(), coded, bits.position()));
            calls.before(run, steps.done());
            run.predict();
            for (int j = 0; j < residual.length; j++) {
                residual[j] = latent.data()[j] - run.way().clean()[j];
            }
            int stepBits = steps.bits();
            int window = plan.window(stepBits);
            DiffcGroups groups = new DiffcGroups(steps.done(), plan.numbers(), stepBits, window);
            int room = end - bits.position();
            boolean[] chosen =
                    new PathSearch(groups, weighted(residual, weights), workers).find(Math.min(stepBits, room - 1));
            int grid = steps.within(fitting(groups, chosen, residual), room - window);
            int there = Math.min(chosen.length, room - steps.sideBits(grid));
            steps.writePlace(grid, bits);
            for (int i = 0; i < there; i++) {
                bits.write(chosen[i]);
            }
            run.step(grid, groups, groups.windows(Arrays.copyOf(chosen, there)), 1);
            steps.advance(grid);
        }
        calls.end();
        return new Coded(steps.done(), coded);
    }

    private static double[] weighted(double[] residual, float[] weights) {
        if (weights == null) {
            return residual;
        }
        double[] weighted = new double[residual.length];
        for (int j = 0; j < weighted.length; j++) {
            weighted[j] = residual[j] * weights[j];
        }
        return weighted;
    }

    /**
     * How far to go: as far as the noise that was found is what the posterior of the true latent asks for in the
     * direction of the residual. There the mean is √rise · |residual|.
     */
    private static int fitting(DiffcGroups groups, boolean[] chosen, double[] residual) {
        int[] windows = groups.windows(chosen);
        double product = 0;
        double square = 0;
        for (int group = 0; group < windows.length; group++) {
            int end = groups.start(group + 1);
            for (int rank = groups.start(group); rank < end; rank++) {
                double value = residual[groups.place(rank)];
                product += value * groups.chosen(rank, windows[group]);
                square += value * value;
            }
        }
        double share = square == 0 ? 0 : Math.max(0, product * CounterRandom.CANDIDATE_UNIT / square);
        return DiffcSteps.nearest(share * share);
    }

    /**
     * Reads the steps of a coded latent, or of the start of one.
     *
     * @param most how many there are at most
     * @throws SdcFormatException if the bits are no steps
     */
    static List<Step> parse(DiffcPlan plan, byte[] coded, int most) {
        Bits bits = new Bits(coded);
        int end = coded.length * Byte.SIZE;
        DiffcSteps steps = new DiffcSteps(plan);
        List<Step> found = new ArrayList<>();
        while (found.size() < most) {
            OptionalInt grid = steps.readPlace(bits, end);
            int there = Math.min(steps.bits(), end - bits.position());
            if (grid.isEmpty() || there < plan.window(steps.bits())) {
                break;
            }
            boolean[] chosen = new boolean[there];
            for (int i = 0; i < there; i++) {
                chosen[i] = bits.read();
            }
            found.add(new Step(grid.getAsInt(), steps.bits(), chosen));
            steps.advance(grid.getAsInt());
        }
        return found;
    }

    /** Whether all bits behind the steps that {@link #parse} found are 0. */
    static boolean restIsZero(DiffcPlan plan, byte[] coded, List<Step> steps) {
        DiffcSteps walk = new DiffcSteps(plan);
        int position = 0;
        for (Step step : steps) {
            position += walk.sideBits(step.grid()) + step.chosen().length;
            walk.advance(step.grid());
        }
        Bits bits = new Bits(coded);
        bits.position(position);
        return bits.restIsZero();
    }

    /**
     * Runs the model.
     *
     * @param tail how many calls of the network come after the steps, 1 or more
     * @param score as {@link Trajectory#step} takes it
     * @param progress receives how many calls are done
     * @return the latent in the scale of the noise schedule
     */
    static Tensor decode(
            DiffcPlan plan,
            List<Step> steps,
            LatentShape shape,
            NoisePredictor model,
            int tail,
            double score,
            BlockListener progress) {
        DiffcRun run = new DiffcRun(model, shape.rows(), shape.columns(), shape.channels());
        Calls calls = new Calls(progress, steps.size() + tail);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            calls.before(run, i);
            run.predict();
            DiffcGroups groups = new DiffcGroups(i, plan.numbers(), step.bits(), plan.window(step.bits()));
            run.step(step.grid(), groups, groups.windows(step.chosen()), score);
        }
        run.finish(tail, score, () -> calls.before(steps.size()));
        calls.end();
        return run.way().sample();
    }

    /** Counts the calls of the network for whoever watches. */
    private static final class Calls {
        private final BlockListener progress;
        private final int steps;
        private int total = 1;
        private int done;

        /** @param steps how many there are with those that call nothing */
        Calls(BlockListener progress, int steps) {
            this.progress = progress;
            this.steps = steps;
        }

        void before(DiffcRun run, int step) {
            if (!run.isBeforeSchedule()) {
                before(step);
            }
        }

        /** @param step how many steps are behind */
        void before(int step) {
            count(step);
            progress.onBlock(Math.min(done - 1, total - 1), total);
        }

        /** A call that an earlier encode has made. */
        void skip(DiffcRun run, int step) {
            if (!run.isBeforeSchedule()) {
                count(step);
            }
        }

        private void count(int step) {
            if (done == 0) {
                total = Math.max(1, steps - step);
            }
            done++;
        }

        void end() {
            progress.onBlock(total, total);
        }
    }
}
