package org.sdcodec.benchmarks.peers.engines;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.sdcodec.benchmarks.peers.ModelStore;
import org.sdcodec.benchmarks.peers.Peer;
import org.sdcodec.benchmarks.peers.Task;
import org.sdcodec.benchmarks.peers.graph.TorchScriptGraph;
import org.sdcodec.benchmarks.peers.graph.TorchScriptGraph.Precision;

/** PyTorch's own native library on the CPU, through the Deep Java Library. */
public class PyTorchPeer implements Peer {
    private static final String ENGINE = "PyTorch";

    private final Precision precision;

    /** For the service loader: in F32. */
    public PyTorchPeer() {
        this(Precision.F32);
    }

    PyTorchPeer(Precision precision) {
        this.precision = precision;
    }

    @Override
    public String name() {
        return "pytorch";
    }

    @Override
    public String version() {
        return Engine.getEngine(ENGINE).getVersion();
    }

    @Override
    public Path prepare(Task task, int size, ModelStore models) throws IOException {
        return models.graph(task, size, new TorchScriptGraph(precision), suffix());
    }

    private String suffix() {
        return "-" + name() + ".pt";
    }

    @Override
    public Network open(Task task, int size, ModelStore models, int threads)
            throws IOException, MalformedModelException {
        // The library reads its settings when it is loaded. It is unpacked beside the models, from the jar; nothing is
        // fetched.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ENGINE_CACHE_DIR", models.folder().toAbsolutePath().toString());
        System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        Path file = models.graphFile(task, size, suffix());
        Model model = Model.newInstance(task.name(), ENGINE);
        model.load(file.getParent(), file.getFileName().toString());
        NDManager manager = model.getNDManager();
        NDList inputs = new NDList();
        for (Task.Input input : task.inputs(size)) {
            long[] shape = Arrays.stream(input.shape()).asLongStream().toArray();
            inputs.add(manager.create(input.values(), new Shape(shape)));
        }
        return new Loaded(model, inputs);
    }

    private static final class Loaded implements Network {
        private final Model model;
        private final NDList inputs;
        private final ParameterStore parameters;
        private NDList result;

        Loaded(Model model, NDList inputs) {
            this.model = model;
            this.inputs = inputs;
            this.parameters = new ParameterStore(model.getNDManager(), false);
        }

        @Override
        public void run() {
            if (result != null) {
                result.close();
            }
            result = model.getBlock().forward(parameters, inputs, false);
        }

        @Override
        public float[] result() {
            return result.singletonOrThrow().toFloatArray();
        }

        @Override
        public void close() {
            if (result != null) {
                result.close();
            }
            model.close();
        }
    }
}
