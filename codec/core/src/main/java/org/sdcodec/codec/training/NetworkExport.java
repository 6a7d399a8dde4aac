package org.sdcodec.codec.training;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.sdcodec.codec.entropy.LogisticGradient;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/**
 * A trained network in integers, as {@code codec/FORMAT.md} 9.1 says: weights of 16 bits, with as many fraction bits as
 * they and the sums of 32 bits have room for.
 */
final class NetworkExport {
    private static final int MOST_VALUE_BITS = 12;
    private static final int MOST_SHIFT = 31;
    private static final int LEAST_OUT_SHIFT = 8;
    /** How much larger than any that was seen a sum, an activation and a value may become. */
    private static final float SUM_MARGIN = 8;

    private static final float ACTIVATION_MARGIN = 1.5f;
    private static final float VALUE_MARGIN = 1.3f;
    private static final float SUM_LIMIT = 2147483648f;
    private static final float SHORT_LIMIT = Short.MAX_VALUE;
    private static final float TINY = 1e-9f;
    private static final float LN2 = 0.6931472f;
    /** Step codes between two at which sums are measured. */
    private static final int CODES = 24;

    private final PriorShape shape;
    private final float rms;
    private final PriorParameters parameters;

    /** @param rms root mean square of the latents, in the scale of the diffusion model; the network's unit */
    NetworkExport(PriorShape shape, float rms, PriorParameters parameters) {
        this.shape = shape;
        this.rms = rms;
        this.parameters = parameters;
    }

    /**
     * The network's bytes.
     *
     * @param latents that tell how large its numbers become, in units of the root mean square
     */
    byte[] toBytes(Engine engine, List<Tensor> latents) {
        float largestValue = 0;
        for (Tensor latent : latents) {
            for (int i = 0; i < latent.size(); i++) {
                largestValue = Math.max(largestValue, Math.abs(latent.data()[i]));
            }
        }
        int valueBits =
                Math.max(0, Math.min(MOST_VALUE_BITS, floorLog2(SHORT_LIMIT / (VALUE_MARGIN * largestValue * rms))));
        float[][] largest = largest(engine, latents);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(shape.passes());
            out.writeByte(valueBits);
            out.writeByte(shape.lowest());
            out.writeByte(shape.highest());
            for (int i = 0; i < shape.passes(); i++) {
                write(out, i, largest[i], valueBits);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Of each stage and layer, the largest magnitude of its sums. */
    private float[][] largest(Engine engine, List<Tensor> latents) {
        float[][] largest = new float[shape.passes()][];
        int sites = latents.stream()
                .mapToInt(latent -> latent.height() * latent.width())
                .max()
                .orElse(0);
        engine.workers().run(shape.passes(), i -> {
            StageRun run = new StageRun(parameters.stages.get(i), sites);
            run.measure();
            for (Tensor latent : latents) {
                for (int code = shape.lowest(); code <= shape.highest(); code += CODES) {
                    run.forward(engine.kernels(), TrainingBlock.whole(latent, rms, code), parameters.numbers[i]);
                }
            }
            largest[i] = run.largest();
        });
        return largest;
    }

    private void write(DataOutputStream out, int index, float[] largest, int valueBits) throws IOException {
        StageNetwork stage = parameters.stages.get(index);
        out.writeByte(stage.own);
        out.writeByte(shape.groups());
        out.writeByte(stage.taps.size());
        List<Integer> tapBits = new ArrayList<>();
        List<Float> tapUnits = new ArrayList<>();
        for (StageNetwork.Tap tap : stage.taps) {
            out.writeByte(tap.dy());
            out.writeByte(tap.dx());
            out.writeByte(tap.first());
            out.writeByte(tap.count());
            for (int i = 0; i < tap.inputs(); i++) {
                tapBits.add(valueBits);
                tapUnits.add(tap.count() == 0 ? 1 : 1 / rms);
            }
        }
        out.writeShort(shape.context());
        out.writeShort(shape.groups() * shape.hidden());
        int[] activation = new int[4];
        for (int i = 0; i < activation.length; i++) {
            activation[i] = floorLog2(SHORT_LIMIT / (ACTIVATION_MARGIN * largest[i] + TINY));
        }
        int given = 0;
        for (int k = 0; k < stage.layers.size(); k++) {
            DenseLayer layer = stage.layers.get(k);
            int[] bits = new int[layer.inputs];
            float[] units = new float[layer.inputs];
            for (int i = 0; i < layer.inputs; i++) {
                boolean ofSite = k == 2 && i >= shape.context();
                bits[i] = k == 0 ? tapBits.get(i) : ofSite ? valueBits : given;
                units[i] = k == 0 ? tapUnits.get(i) : ofSite ? 1 / rms : 1;
            }
            boolean last = k == stage.layers.size() - 1;
            given = write(
                    out, layer, parameters.numbers[index], bits, units, largest[k], last ? 0 : activation[k], last);
        }
    }

    /**
     * One layer.
     *
     * @param bits fraction bits of each input
     * @param units by which each input's weights are multiplied
     * @param wanted fraction bits of what the next layer is to be given
     * @param last whether the outputs are the parameters of distributions, of which means and scales change their unit
     * @return the fraction bits of what the next layer is given
     */
    private int write(
            DataOutputStream out,
            DenseLayer layer,
            float[] numbers,
            int[] bits,
            float[] units,
            float largest,
            int wanted,
            boolean last)
            throws IOException {
        float[] outputUnits = new float[layer.outputs];
        float[] shifts = new float[layer.outputs];
        float logRms = LogisticGradient.log2(rms) * LN2;
        for (int o = 0; o < layer.outputs; o++) {
            int kind = last ? o % (StageNetwork.PARAMETERS / 2) : 0;
            outputUnits[o] = kind == 1 ? rms : 1;
            shifts[o] = kind == 2 ? logRms : 0;
        }
        float bound = last ? Math.max(largest, Math.max(largest * rms, largest + Math.abs(logRms))) : largest;
        int room = floorLog2(SUM_LIMIT / (SUM_MARGIN * bound + TINY));
        for (int i = 0; i < layer.inputs; i++) {
            for (int o = 0; o < layer.outputs; o++) {
                float weight = Math.abs(numbers[layer.weight(i, o)] * units[i] * outputUnits[o]);
                room = Math.min(room, floorLog2(SHORT_LIMIT / (weight + TINY)) + bits[i]);
            }
        }
        room = Math.min(wanted + MOST_SHIFT, room);
        if (last && room < LEAST_OUT_SHIFT) {
            throw new IllegalStateException("the trained network's numbers are too large for a prior's file");
        }
        int given = Math.min(wanted, room);
        out.writeByte(room - given);
        for (int o = 0; o < layer.outputs; o++) {
            int at = layer.bias(o);
            for (int power = 0; power < 3; power++) {
                double number =
                        (double) numbers[at + power * layer.stride] * outputUnits[o] + (power == 0 ? shifts[o] : 0);
                for (int i = 0; i < power; i++) {
                    number /= TrainingBlock.CODES;
                }
                out.writeInt((int) Math.rint(Math.scalb(number, room)));
            }
        }
        for (int i = 0; i < layer.inputs; i++) {
            for (int o = 0; o < layer.outputs; o++) {
                double weight = (double) numbers[layer.weight(i, o)] * units[i] * outputUnits[o];
                out.writeShort((int) Math.rint(Math.scalb(weight, room - bits[i])));
            }
        }
        return given;
    }

    private static int floorLog2(float x) {
        return Math.getExponent(x);
    }
}
