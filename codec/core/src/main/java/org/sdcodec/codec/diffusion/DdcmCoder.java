package org.sdcodec.codec.diffusion;

import java.util.Arrays;
import java.util.function.Consumer;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.denoise.NoisePredictor;
import org.sdcodec.codec.mode.Checkpoint;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.unet.scheduler.NoiseSchedule;
import org.sdcodec.weights.WeightsException;

/**
 * Turbo-DDCM (Vaisman et al. 2026), with codebooks that are the same on every machine: sampling from a diffusion model
 * in which the noise of the first steps is chosen, by the file, so that it leads to the latent. Stateless.
 */
final class DdcmCoder {

    private DdcmCoder() {}

    /** @throws WeightsException if a model's schedule is not of the length that the ladder is for */
    static void requireLadder(NoiseSchedule schedule) {
        if (schedule.trainTimesteps() != TimeLadder.TRAIN_TIMESTEPS) {
            throw new WeightsException("the model's noise schedule has " + schedule.trainTimesteps()
                    + " time steps, but mode ddcm is for schedules of " + TimeLadder.TRAIN_TIMESTEPS
                    + "; take a model like Stable Diffusion 1 or 2");
        }
    }

    /**
     * Codes a latent.
     *
     * @param latent in the scale of the noise schedule; not modified
     * @param weights how much each number of the residual counts; null if all count alike
     * @param from the state that an earlier encode left; null to begin
     * @param states receives the state before each step
     * @param progress receives how many steps are done
     * @return the coded latent, of the plan's length
     */
    static byte[] encode(
            DdcmPlan plan,
            Tensor latent,
            float[] weights,
            NoisePredictor model,
            Checkpoint.State from,
            Consumer<Checkpoint.State> states,
            BlockListener progress) {
        byte[] coded = new byte[plan.bytes()];
        coded[0] = plan.set().toByte();
        byte[] body = new byte[coded.length - 1];
        Bits bits = new Bits(body);
        int[] counts = plan.counts();
        Trajectory way = new Trajectory(model, latent.height(), latent.width(), latent.channels());
        float[] residual = new float[latent.size()];
        int first = 0;
        if (from != null) {
            first = from.step();
            System.arraycopy(from.coded(), 0, body, 0, body.length);
            bits.position(from.position());
            System.arraycopy(from.sample(), 0, way.sample().data(), 0, residual.length);
        }
        for (int i = first; i < counts.length && counts[i] > 0; i++) {
            states.accept(new Checkpoint.State(i, way.sample().data(), body, bits.position()));
            progress.onBlock(i, counts.length);
            way.predict(TimeLadder.timestep(i, plan.steps()));
            for (int j = 0; j < residual.length; j++) {
                float difference = latent.data()[j] - way.clean()[j];
                residual[j] = weights == null ? difference : difference * weights[j];
            }
            Codebook codebook = plan.set().codebook(i, residual.length);
            Choice choice = Choice.largest(codebook.correlate(residual), counts[i]);
            plan.set().write(choice, codebook.atoms(), bits);
            way.stepWith(codebook.combine(choice), TimeLadder.timestep(i + 1, plan.steps()));
        }
        progress.onBlock(counts.length, counts.length);
        System.arraycopy(body, 0, coded, 1, body.length);
        return coded;
    }

    /**
     * Reads the choices of all coded steps.
     *
     * @param coded not modified
     * @throws SdcFormatException if there are no such choices
     */
    static Choice[] parse(DdcmPlan plan, byte[] coded) {
        int[] counts = plan.counts();
        Choice[] choices = new Choice[counts.length];
        Bits bits = new Bits(Arrays.copyOfRange(coded, 1, coded.length));
        for (int i = 0; i < choices.length; i++) {
            choices[i] = plan.set().read(plan.atoms(), counts[i], bits);
        }
        if (!bits.restIsZero()) {
            throw new SdcFormatException(coded.length - 1L, "the bits behind the last atom are not 0");
        }
        return choices;
    }

    /**
     * Runs the model.
     *
     * @param choices of all coded steps
     * @param tail how many calls of the network come after them, 1 or more
     * @param score as {@link Trajectory#step} takes it
     * @param progress receives how many calls are done
     * @return the latent in the scale of the noise schedule, of such a shape
     */
    static Tensor decode(
            DdcmPlan plan,
            Choice[] choices,
            LatentShape shape,
            NoisePredictor model,
            int tail,
            double score,
            BlockListener progress) {
        Trajectory way = new Trajectory(model, shape.rows(), shape.columns(), shape.channels());
        int calls = choices.length + tail;
        for (int i = 0; i < choices.length; i++) {
            progress.onBlock(i, calls);
            way.predict(TimeLadder.timestep(i, plan.steps()));
            double next = TimeLadder.timestep(i + 1, plan.steps());
            if (choices[i].atoms().length == 0) {
                way.step(next, score);
            } else {
                way.stepWith(plan.set().codebook(i, plan.numbers()).combine(choices[i]), next);
            }
        }
        for (int i = 0; i < tail; i++) {
            progress.onBlock(choices.length + i, calls);
            way.predict(tailTimestep(plan, i, tail));
            way.step(i + 1 < tail ? tailTimestep(plan, i + 1, tail) : NoiseSchedule.CLEAN, score);
        }
        progress.onBlock(calls, calls);
        return way.sample();
    }

    /** From the place behind the coded steps to the last one, evenly by place, halves up. */
    private static double tailTimestep(DdcmPlan plan, int i, int tail) {
        int places = plan.steps() - 1 - plan.coded();
        int place = tail == 1 ? 0 : (2 * i * places + tail - 1) / (2 * (tail - 1));
        return TimeLadder.timestep(plan.coded() + place, plan.steps());
    }
}
