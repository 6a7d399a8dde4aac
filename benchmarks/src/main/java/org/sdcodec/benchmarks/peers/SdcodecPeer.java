package org.sdcodec.benchmarks.peers;

import java.nio.file.Path;
import java.util.List;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.unet.UNet2DConditionModel;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.Autoencoders;
import org.sdcodec.vae.Half;
import org.sdcodec.weights.ModelFiles;

/** sdcodec's own engine. */
public final class SdcodecPeer implements Peer {
    /** The name that the other engines are compared with. */
    static final String NAME = "sdcodec";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return KernelLookup.kernels().name() + ", Java " + Runtime.version().feature();
    }

    @Override
    public Path prepare(Task task, int size, ModelStore models) throws Exception {
        return models.checkpoint(task);
    }

    @Override
    public Network open(Task task, int size, ModelStore models, int threads) {
        Engine engine = Engine.create(threads);
        return task == Task.UNET_STEP ? unet(size, models, engine) : autoencoder(task, size, models, engine);
    }

    private static Network autoencoder(Task task, int size, ModelStore models, Engine engine) {
        Autoencoder model;
        try (ModelFiles files = models.open(task)) {
            model = Autoencoders.load(files, task.decodes() ? Half.DECODER : Half.ENCODER);
        }
        Tensor input = map(task.inputs(size).get(0));
        return task.decodes()
                ? new Loaded(engine, null, () -> model.decode(engine, input, size, size))
                : new Loaded(engine, null, () -> model.encode(engine, input));
    }

    private static Network unet(int size, ModelStore models, Engine engine) {
        ModelFiles files = models.open(Task.UNET_STEP);
        UNet2DConditionModel model = UNet2DConditionModel.load(files, WeightResidency.KEEP);
        List<Task.Input> inputs = Task.UNET_STEP.inputs(size);
        Tensor sample = map(inputs.get(0));
        Task.Input text = inputs.get(2);
        Tensor context = Tensor.of(1, text.shape()[0], text.shape()[1], text.values());
        return new Loaded(engine, files, () -> model.forward(engine, sample, Task.TIMESTEP, context));
    }

    private static Tensor map(Task.Input input) {
        int[] shape = input.shape();
        return Tensor.fromNchw(shape[1], shape[2], shape[3], input.values());
    }

    private interface Pass {
        Tensor run();
    }

    private static final class Loaded implements Network {
        private final Engine engine;
        private final ModelFiles files;
        private final Pass pass;
        private Tensor result;

        /** @param files stay open; null if the network has read all of them */
        Loaded(Engine engine, ModelFiles files, Pass pass) {
            this.engine = engine;
            this.files = files;
            this.pass = pass;
        }

        @Override
        public void run() {
            if (result != null) {
                engine.release(result);
            }
            result = pass.run();
        }

        @Override
        public float[] result() {
            return result.toNchw();
        }

        @Override
        public void close() {
            engine.close();
            if (files != null) {
                files.close();
            }
        }
    }
}
