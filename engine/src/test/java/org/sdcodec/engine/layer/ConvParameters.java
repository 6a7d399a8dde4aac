package org.sdcodec.engine.layer;

import java.util.Random;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.layer.LayerCheck.Exact;
import org.sdcodec.engine.layer.LayerCheck.Reference;

/** A layer's parameters in the order of PyTorch. */
record ConvParameters(int inC, int outC, int kH, int kW, int stride, Padding padding, float[] weight, float[] bias) {
    /** Of the sum of the products' magnitudes: rounding of up to some thousand float additions. */
    static final double TOLERANCE = 2e-6;

    static ConvParameters random(Random random, int inC, int outC, int kH, int kW, int stride, Padding padding) {
        float[] weight = TestData.normal(random, outC * inC * kH * kW);
        return new ConvParameters(inC, outC, kH, kW, stride, padding, weight, TestData.normal(random, outC));
    }

    static ConvParameters random3x3(Random random, int inC, int outC) {
        return random(random, inC, outC, 3, 3, 1, Padding.of(1));
    }

    Conv2d layer() {
        return new Conv2d(inC, outC, kH, kW, stride, padding, weight, bias);
    }

    Reference reference(Tensor input) {
        return (y, x, c) -> {
            double sum = bias == null ? 0 : bias[c];
            double magnitude = Math.abs(sum);
            for (int ky = 0; ky < kH; ky++) {
                for (int kx = 0; kx < kW; kx++) {
                    int inY = y * stride + ky - padding.top();
                    int inX = x * stride + kx - padding.left();
                    if (inY < 0 || inY >= input.height() || inX < 0 || inX >= input.width()) {
                        continue;
                    }
                    for (int i = 0; i < inC; i++) {
                        double product = (double) input.at(inY, inX, i) * weight[((c * inC + i) * kH + ky) * kW + kx];
                        sum += product;
                        magnitude += Math.abs(product);
                    }
                }
            }
            return new Exact(sum, magnitude);
        };
    }

    /** Every pixel as 2 × 2. */
    static Tensor doubled(Tensor x) {
        Tensor doubled = Tensor.zeros(2 * x.height(), 2 * x.width(), x.channels());
        for (int i = 0; i < doubled.size(); i++) {
            int pixel = i / x.channels();
            int row = pixel / doubled.width();
            int column = pixel % doubled.width();
            doubled.data()[i] = x.at(row / 2, column / 2, i % x.channels());
        }
        return doubled;
    }
}
