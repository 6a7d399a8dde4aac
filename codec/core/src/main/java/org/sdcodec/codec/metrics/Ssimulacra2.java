package org.sdcodec.codec.metrics;

import org.sdcodec.Picture;
import org.sdcodec.engine.Workers;

/**
 * SSIMULACRA 2, version 2.1, of J. Sneyers (Cloudinary, 2022 and 2023): structural similarity and differences of edges
 * in the color space XYB at six scales, weighted to agree with what people say of compressed photographs.
 *
 * <p>A score is at most 100, for equal pictures, and has no lower end. Its author's words for scores: 30 is low
 * quality, 50 medium, 70 high, 90 very high (no difference is seen at 1:1).
 *
 * <p>Source of the method, its constants and weights: the reference program ({@code ssimulacra2} of Cloudinary and of
 * libjxl's tools). Its scores depend on the rounding errors of its recursive filter, which grow with the picture: an
 * exact filter gives 0.4 more for a score of 91 at 768x512. So this class rounds as the reference program does. On the
 * 29 distorted golden pictures its scores are the same to six decimals. They have the same bits on every machine and
 * for any number of threads.
 */
public final class Ssimulacra2 {
    /** The shortest side that a picture may have; as in the reference program. */
    public static final int MIN_SIDE = 8;

    private static final int SCALES = 6;
    private static final int CHANNELS = 3;
    private static final int NORMS = 2;
    private static final int MAPS = 3;

    /** The two grays, on the scale of sRGB's samples, that the reference program lays transparent pictures on. */
    private static final float DARK = 0.1f;

    private static final float BRIGHT = 0.9f;

    /** By channel, scale, norm and map, in this order, the last changing fastest. */
    private static final double[] WEIGHTS = {
        // X
        0.0, 0.0007376606707406586, 0.0, 0.0, 0.0007793481682867309, 0.0,
        0.0, 0.0004371155730107379, 0.0, 1.1041726426657346, 0.00066284834129271, 0.00015231632783718752,
        0.0, 0.0016406437456599754, 0.0, 1.8422455520539298, 11.441172603757666, 0.0,
        0.0007989109436015163, 0.000176816438078653, 0.0, 1.8787594979546387, 10.94906990605142, 0.0,
        0.0007289346991508072, 0.9677937080626833, 0.0, 0.00014003424285435884, 0.9981766977854967,
                0.00031949755934435053,
        0.0004550992113792063, 0.0, 0.0, 0.0013648766163243398, 0.0, 0.0,
        // Y
        0.0, 0.0, 0.0, 7.466890328078848, 0.0, 17.445833984131262,
        0.0006235601634041466, 0.0, 0.0, 6.683678146179332, 0.00037724407979611296, 1.027889937768264,
        225.20515300849274, 0.0, 0.0, 19.213238186143016, 0.0011401524586618361, 0.001237755635509985,
        176.39317598450694, 0.0, 0.0, 24.43300999870476, 0.28520802612117757, 0.0004485436923833408,
        0.0, 0.0, 0.0, 34.77906344483772, 44.835625328877896, 0.0,
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        // B
        0.0, 0.0008680556573291698, 0.0, 0.0, 0.0, 0.0,
        0.0, 0.0005313191874358747, 0.0, 0.00016533814161379112, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0004179171803251336, 0.0017290828234722833, 0.0,
        0.0020827005846636437, 0.0, 0.0, 8.826982764996862, 23.19243343998926, 0.0,
        95.1080498811086, 0.9863978034400682, 0.9834382792465353, 0.0012286405048278493, 171.2667255897307,
                0.9807858872435379,
        0.0, 0.0, 0.0, 0.0005130064588990679, 0.0, 0.00010854057858411537
    };

    private Ssimulacra2() {}

    /**
     * Compares two pictures on the calling thread.
     *
     * @return as {@link #of(Picture, Picture, Workers)}
     */
    public static double of(Picture original, Picture distorted) {
        try (Workers alone = new Workers(1)) {
            return of(original, distorted, alone);
        }
    }

    /**
     * Compares two pictures.
     *
     * <p>Where a picture has transparent pixels, both are laid on a dark and then on a bright gray, and the lower of
     * the two scores counts; what alpha hides does not.
     *
     * <p>Pictures whose shorter side is below 113 pixels have fewer than six scales. As in the reference program, the
     * weights are then taken from the beginning of the list, so such scores cannot be compared with those of larger
     * pictures.
     *
     * @param original each side at least {@link #MIN_SIDE}
     * @param distorted of the same size. The order of the two matters
     * @param workers threads that share the work
     * @return at most 100, which equal pictures have
     * @throws IllegalArgumentException if the sizes differ or a side is too short
     */
    public static double of(Picture original, Picture distorted, Workers workers) {
        Pair.requireSameSize(original, distorted);
        if (Math.min(original.width(), original.height()) < MIN_SIDE) {
            throw new IllegalArgumentException("SSIMULACRA 2 compares pictures of at least " + MIN_SIDE + "x" + MIN_SIDE
                    + " pixels, not " + original.width() + "x" + original.height() + "; use PSNR for them");
        }
        double onDark = score(original, distorted, DARK, workers);
        boolean opaque = !original.hasAlpha() && !distorted.hasAlpha();
        return opaque ? onDark : Math.min(onDark, score(original, distorted, BRIGHT, workers));
    }

    private static double score(Picture original, Picture distorted, float background, Workers workers) {
        LinearPicture a = LinearPicture.of(original, background);
        LinearPicture b = LinearPicture.of(distorted, background);
        double[][] errors = new double[SCALES][];
        int scales = 0;
        while (true) {
            errors[scales++] = ScaleErrors.of(a, b, workers);
            if (scales == SCALES || Math.min(a.width(), a.height()) < MIN_SIDE) {
                return score(weighted(errors, scales));
            }
            a = a.halved();
            b = b.halved();
        }
    }

    private static double weighted(double[][] errors, int scales) {
        double sum = 0;
        int weight = 0;
        for (int c = 0; c < CHANNELS; c++) {
            for (int s = 0; s < scales; s++) {
                for (int norm = 0; norm < NORMS; norm++) {
                    for (int map = 0; map < MAPS; map++) {
                        sum += WEIGHTS[weight++] * errors[s][(c * MAPS + map) * NORMS + norm];
                    }
                }
            }
        }
        return sum;
    }

    /** From the weighted sum of errors to a score that is linear in people's. */
    private static double score(double sum) {
        double e = sum * 0.9562382616834844;
        double error = 2.326765642916932 * e - 0.020884521182843837 * e * e + 6.248496625763138e-05 * e * e * e;
        // Strict, because the encoder chooses a step by it.
        return error > 0 ? 100 - 10 * StrictMath.pow(error, 0.6276336467831387) : 100;
    }
}
