package org.sdcodec.codec.denoise;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.sdcodec.codec.model.Digest;
import org.sdcodec.engine.Tensor;
import org.sdcodec.unet.scheduler.NoiseSchedule;
import org.sdcodec.weights.Fingerprint;
import org.sdcodec.weights.TensorInfo;
import org.sdcodec.weights.TensorSource;

/**
 * Tells diffusion models apart without reading all of their weights, which takes longer than a step of an encode: all
 * vectors and the queries of attention, which fine-tuning and merged adapters change.
 */
final class UnetDigest {

    private UnetDigest() {}

    static byte[] of(TensorSource weights, NoiseSchedule schedule, Tensor prompt) {
        Fingerprint network = Fingerprint.of(new Sampled(weights));
        Digest digest = new Digest()
                .add(network.high(), network.low())
                .add(schedule.prediction().ordinal(), schedule.trainTimesteps())
                .add(schedule.alphaCumprod(NoiseSchedule.CLEAN));
        for (int t = 0; t < schedule.trainTimesteps(); t++) {
            digest.add(schedule.alphaCumprod(t));
        }
        return (prompt == null ? digest : digest.add(prompt.data())).finish();
    }

    /** Some tensors of a network. */
    private record Sampled(TensorSource all) implements TensorSource {

        @Override
        public Set<String> names() {
            return all.names().stream()
                    .filter(name -> name.endsWith(".to_q.weight")
                            || all.info(name).shape().size() == 1)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        @Override
        public TensorInfo info(String name) {
            return all.info(name);
        }

        @Override
        public float[] floats(String name) {
            return all.floats(name);
        }

        @Override
        public String origin() {
            return all.origin();
        }
    }
}
