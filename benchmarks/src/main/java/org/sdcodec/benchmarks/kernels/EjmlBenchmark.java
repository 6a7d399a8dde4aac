package org.sdcodec.benchmarks.kernels;

import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.openjdk.jmh.annotations.Param;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/**
 * EJML's product of dense float matrices: the baseline in plain Java that people know. It runs on one thread, without
 * our kernels.
 */
public class EjmlBenchmark extends LayerBenchmark {
    @Param({"CUBE_512", "UNET_64_OUT", "UNET_16_OUT"})
    public GemmBenchmark.Shape shape;

    private FMatrixRMaj a;
    private FMatrixRMaj b;

    @Override
    void prepare() {
        a = FMatrixRMaj.wrap(shape.tokens(), shape.inputs(), values(shape.tokens() * shape.inputs(), 1));
        b = FMatrixRMaj.wrap(shape.inputs(), shape.outputs(), weights(shape.inputs(), shape.outputs()));
    }

    @Override
    Tensor forward(Engine engine) {
        Tensor product = engine.tensor(1, shape.tokens(), shape.outputs());
        CommonOps_FDRM.mult(a, b, FMatrixRMaj.wrap(shape.tokens(), shape.outputs(), product.data()));
        return product;
    }
}
