package org.sdcodec.cli.studio;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Limits;
import org.sdcodec.Picture;
import org.sdcodec.RateTarget;
import org.sdcodec.Resolution;
import org.sdcodec.cli.studio.web.HttpFailure;
import org.sdcodec.codec.pixels.Reducer;

/**
 * What a user has set on the page, checked.
 *
 * @param rate what the value means
 * @param value a quality, a number of bytes, decibels or a score
 * @param effort 1 to 9
 * @param resolution {@code auto}, {@code full} or a part such as {@code 1/2}
 * @param diffusion whether the model's UNet makes the picture: mode ddcm
 * @param realism 0 to 1, for mode ddcm
 */
record Settings(
        Rate rate,
        double value,
        int effort,
        String resolution,
        boolean diffusion,
        OptionalDouble realism,
        ModelChoice model) {

    /** The longer side of a postcard, as {@code sdcodec postcard} has it. */
    static final int POSTCARD_SIDE = 512;

    private static final Pattern PART = Pattern.compile("([1-9][0-9]{0,4})/([1-9][0-9]{0,4})");

    /** What says how large or how good a file is to be. */
    enum Rate {
        QUALITY("quality"),
        MAX_SIZE("size"),
        POSTCARD("postcard"),
        PSNR("psnr"),
        SSIMULACRA2("ssimulacra2");

        private final String title;

        Rate(String title) {
            this.title = title;
        }

        /** Whether its values are whole numbers. */
        boolean isWhole() {
            return this == QUALITY || this == MAX_SIZE || this == POSTCARD;
        }

        static Rate named(String title) {
            for (Rate rate : values()) {
                if (rate.title.equals(title)) {
                    return rate;
                }
            }
            throw new HttpFailure(400, "there is no setting '" + title + "' of size or quality");
        }
    }

    /**
     * Reads them as the page sends them.
     *
     * @throws HttpFailure if one is missing or out of its range
     */
    static Settings of(Map<String, Object> members, Models models) {
        ModelChoice model = models.choice(text(members, "model"));
        boolean diffusion = Boolean.TRUE.equals(members.get("diffusion"));
        if (diffusion && !model.hasUnet()) {
            throw new HttpFailure(400, "this model has no UNet to make a picture");
        }
        Rate rate = Rate.named(text(members, "rate"));
        if (diffusion && rate == Rate.POSTCARD) {
            throw new HttpFailure(400, "a postcard is made without the UNet; choose a size instead");
        }
        Settings settings = new Settings(
                rate,
                rate.isWhole() ? whole(members, "value") : number(members, "value"),
                (int) whole(members, "effort"),
                // As 'sdcodec postcard' has it.
                rate == Rate.POSTCARD ? "auto" : text(members, "resolution"),
                diffusion,
                diffusion ? OptionalDouble.of(number(members, "realism")) : OptionalDouble.empty(),
                model);
        try {
            // Whatever is out of its range is refused here, before any work.
            settings.encodeOptions(Limits.NONE);
            settings.decodeOptions(Limits.NONE);
        } catch (IllegalArgumentException e) {
            throw new HttpFailure(400, e.getMessage());
        }
        return settings;
    }

    private static String text(Map<String, Object> members, String name) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw new HttpFailure(400, "the setting '" + name + "' is missing");
    }

    private static double number(Map<String, Object> members, String name) {
        if (members.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new HttpFailure(400, "the setting '" + name + "' is no number");
    }

    private static double whole(Map<String, Object> members, String name) {
        double value = number(members, name);
        if (value != Math.rint(value)) {
            throw new HttpFailure(400, "the setting '" + name + "' is no whole number");
        }
        return value;
    }

    /** The picture that is encoded: of a postcard a smaller one, opaque, as the command line makes it. */
    Picture sent(Picture original) {
        return rate == Rate.POSTCARD ? Reducer.limited(original.onWhite(), POSTCARD_SIDE) : original;
    }

    /** How to encode. */
    EncodeOptions encodeOptions(Limits limits) {
        EncodeOptions.Builder options = EncodeOptions.builder()
                .limits(limits)
                .effort(effort)
                .resolution(part())
                .mode(diffusion ? "ddcm" : EncodeOptions.DEFAULT_MODE);
        switch (rate) {
            case QUALITY -> options.quality((int) value);
            case MAX_SIZE, POSTCARD ->
                options.target(diffusion ? RateTarget.size((long) value) : RateTarget.maxSize((long) value));
            case PSNR -> options.target(RateTarget.psnr(value));
            case SSIMULACRA2 -> options.target(RateTarget.ssimulacra2(value));
        }
        return options.build();
    }

    private Resolution part() {
        if (resolution.equals("auto")) {
            return Resolution.AUTO;
        }
        if (resolution.equals("full")) {
            return Resolution.FULL;
        }
        Matcher matcher = PART.matcher(resolution);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("the resolution is auto, full or a part such as 1/2");
        }
        return Resolution.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** How to decode. */
    DecodeOptions decodeOptions(Limits limits) {
        DecodeOptions options = DecodeOptions.DEFAULT.withLimits(limits);
        return realism.isPresent() ? options.withRealism(realism.getAsDouble()) : options;
    }

    /** The same with the realism of 0. */
    DecodeOptions closestDecodeOptions(Limits limits) {
        return decodeOptions(limits).withRealism(0);
    }
}
