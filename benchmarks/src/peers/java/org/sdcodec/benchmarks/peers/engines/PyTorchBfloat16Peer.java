package org.sdcodec.benchmarks.peers.engines;

import org.sdcodec.benchmarks.peers.Task;
import org.sdcodec.benchmarks.peers.graph.TorchScriptGraph.Precision;

/** PyTorch with weights and activations in bfloat16, as fast as it goes on processors with AVX512-BF16 or AMX. */
public final class PyTorchBfloat16Peer extends PyTorchPeer {
    /** Eight bits of mantissa through some fifty layers. */
    private static final double TOLERANCE = 0.1;

    public PyTorchBfloat16Peer() {
        super(Precision.BF16);
    }

    @Override
    public String name() {
        return "pytorch-bf16";
    }

    @Override
    public double tolerance(Task task, int size) {
        return TOLERANCE;
    }
}
