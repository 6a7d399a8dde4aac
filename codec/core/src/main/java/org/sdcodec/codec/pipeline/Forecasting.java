package org.sdcodec.codec.pipeline;

import org.sdcodec.EncodeOptions;
import org.sdcodec.Estimate;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.RateTarget;
import org.sdcodec.codec.denoise.DenoisingSearch;

/**
 * Finds out how long an encode takes on this machine by doing a part of it. Where a UNet codes, the autoencoder and two
 * steps at the real size, because all other steps are like the second; else a part of the picture, twice, because the
 * first time code is still compiled.
 */
final class Forecasting {

    /** Pixels along each side of the part at most. */
    private static final int PART = 256;

    private static final int MEASURED_STEPS = 2;

    private static final double NANOS_PER_SECOND = 1e9;

    private final SdcCodec codec;
    private final Picture picture;
    private final EncodeOptions options;

    Forecasting(SdcCodec codec, Picture picture, EncodeOptions options) {
        this.codec = codec;
        this.picture = picture;
        this.options = options;
    }

    Forecast run() {
        Estimate estimate = codec.estimate(picture, options);
        Steps steps = CodingModes.named(options.mode()).codesWithUnet() ? ofSteps() : ofPart();
        return new Forecast(steps.calls, steps.perCall, steps.seconds, estimate.fileBytes(), estimate.memoryBytes());
    }

    private record Steps(int calls, double perCall, double seconds) {}

    private Steps ofSteps() {
        Stopwatch watch = new Stopwatch();
        try {
            codec.encode(picture, options, watch);
        } catch (EnoughException e) {
            double perStep = watch.secondsOf(MEASURED_STEPS - 1);
            int left = watch.steps - MEASURED_STEPS;
            return new Steps(watch.steps, perStep, watch.secondsUntil(MEASURED_STEPS) + left * perStep);
        }
        return new Steps(watch.steps, watch.secondsOf(watch.steps - 1), watch.secondsUntil(watch.steps));
    }

    private Steps ofPart() {
        int width = Math.min(PART, picture.width());
        int height = Math.min(PART, picture.height());
        double share = (double) width * height / ((double) picture.width() * picture.height());
        Picture part = part(width, height);
        EncodeOptions scaled = options.target()
                .filter(target -> target.kind() == RateTarget.Kind.SIZE || target.kind() == RateTarget.Kind.MAX_SIZE)
                .map(target -> options.withTarget(RateTarget.size(Math.max(1, Math.round(target.value() * share)))))
                .orElse(options);
        codec.encode(part, scaled, ProgressListener.NONE);
        CallCounter counter = new CallCounter();
        long begin = System.nanoTime();
        codec.encode(part, scaled, counter);
        double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND / share;
        int calls = counter.calls + (options.tunedDenoising() ? DenoisingSearch.CALLS : 0);
        return new Steps(calls, 0, seconds);
    }

    /** From the middle of the picture. */
    private Picture part(int width, int height) {
        if (width == picture.width() && height == picture.height()) {
            return picture;
        }
        int left = (picture.width() - width) / 2;
        int top = (picture.height() - height) / 2;
        int[] pixels = picture.toArray();
        int[] cut = new int[width * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(pixels, (top + y) * picture.width() + left, cut, y * width, width);
        }
        return picture.hasAlpha() ? Picture.of(width, height, cut) : Picture.opaque(width, height, cut);
    }

    /** Ends an encode of which enough was seen. */
    private static final class EnoughException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EnoughException() {
            super(null, null, false, false);
        }
    }

    /** Takes the time of the first steps, and ends the encode after them. */
    private static final class Stopwatch implements ProgressListener {
        private final long begin = System.nanoTime();
        private final double[] ends = new double[MEASURED_STEPS + 1];
        private int steps;

        @Override
        public void onProgress(Stage stage, int done, int total) {
            if (stage != Stage.SEARCH) {
                return;
            }
            steps = total;
            if (done < ends.length) {
                ends[done] = (System.nanoTime() - begin) / NANOS_PER_SECOND;
            }
            if (done == MEASURED_STEPS && done < total) {
                throw new EnoughException();
            }
        }

        double secondsOf(int step) {
            return ends[step + 1] - ends[step];
        }

        double secondsUntil(int done) {
            return ends[done];
        }
    }

    /** Counts the calls of a UNet in decodes that an encode makes. */
    private static final class CallCounter implements ProgressListener {
        private int calls;

        @Override
        public void onProgress(Stage stage, int done, int total) {
            if (stage == Stage.DENOISE && done > 0) {
                calls++;
            }
        }
    }
}
