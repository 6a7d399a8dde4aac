package org.sdcodec.benchmarks.peers.engines;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.sdcodec.benchmarks.peers.ModelStore;
import org.sdcodec.benchmarks.peers.Peer;
import org.sdcodec.benchmarks.peers.Task;
import org.sdcodec.benchmarks.peers.graph.OnnxGraph;

/** ONNX Runtime on its CPU provider, with every optimization of the graph. */
public final class OnnxRuntimePeer implements Peer {
    private static final String SUFFIX = ".onnx";

    @Override
    public String name() {
        return "onnxruntime";
    }

    @Override
    public String version() {
        return OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    public Path prepare(Task task, int size, ModelStore models) throws IOException {
        return models.graph(task, size, new OnnxGraph(), SUFFIX);
    }

    @Override
    public Network open(Task task, int size, ModelStore models, int threads) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setIntraOpNumThreads(threads);
            session = environment.createSession(
                    models.graphFile(task, size, SUFFIX).toString(), options);
        }
        Map<String, OnnxTensor> inputs = new HashMap<>();
        for (Task.Input input : task.inputs(size)) {
            FloatBuffer values = ByteBuffer.allocateDirect(input.values().length * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer()
                    .put(input.values())
                    .rewind();
            long[] shape = Arrays.stream(input.shape()).asLongStream().toArray();
            inputs.put(input.name(), OnnxTensor.createTensor(environment, values, shape));
        }
        return new Loaded(session, inputs);
    }

    private static final class Loaded implements Network {
        private final OrtSession session;
        private final Map<String, OnnxTensor> inputs;
        private OrtSession.Result result;

        Loaded(OrtSession session, Map<String, OnnxTensor> inputs) {
            this.session = session;
            this.inputs = inputs;
        }

        @Override
        public void run() throws OrtException {
            if (result != null) {
                result.close();
            }
            result = session.run(inputs);
        }

        @Override
        public float[] result() {
            FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] array = new float[values.remaining()];
            values.get(array);
            return array;
        }

        @Override
        public void close() throws OrtException {
            if (result != null) {
                result.close();
            }
            inputs.values().forEach(OnnxTensor::close);
            session.close();
        }
    }
}
