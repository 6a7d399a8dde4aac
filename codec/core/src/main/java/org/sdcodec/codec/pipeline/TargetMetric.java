package org.sdcodec.codec.pipeline;

import org.sdcodec.Picture;
import org.sdcodec.RateTarget;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.metrics.Ssimulacra2;
import org.sdcodec.engine.Workers;

/**
 * What targets are measured by: more is better, and the bits are the same on every machine. Named as the targets'
 * kinds.
 */
enum TargetMetric {
    PSNR(1) {
        @Override
        double of(Picture original, Picture decoded, Workers workers) {
            return Psnr.of(original, decoded);
        }
    },

    SSIMULACRA2(Ssimulacra2.MIN_SIDE) {
        @Override
        double of(Picture original, Picture decoded, Workers workers) {
            return Ssimulacra2.of(original, decoded, workers);
        }
    };

    private final int minSide;

    TargetMetric(int minSide) {
        this.minSide = minSide;
    }

    /** The metric of a kind that {@linkplain RateTarget.Kind#isMeasured is measured}. */
    static TargetMetric of(RateTarget.Kind kind) {
        return valueOf(kind.name());
    }

    /** The shortest side that a picture may have, in pixels. */
    int minSide() {
        return minSide;
    }

    /**
     * Compares two pictures of the same size.
     *
     * @param workers threads that share the work
     */
    abstract double of(Picture original, Picture decoded, Workers workers);
}
