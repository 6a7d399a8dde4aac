package org.sdcodec.codec.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sdcodec.OptionsException;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.container.HeaderRules;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcReader;
import org.sdcodec.codec.diffusion.DdcmMode;
import org.sdcodec.codec.diffusion.DiffcMode;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.original.OriginalMode;
import org.sdcodec.codec.scalar.ScalarMode;

/** The registry of coding modes. */
public final class CodingModes {

    /** All modes, the default first. A new mode is registered here. */
    private static final List<CodingMode> ALL =
            List.of(new ScalarMode(), new OriginalMode(), new DdcmMode(), new DiffcMode());

    private CodingModes() {}

    /** The names of all modes, the default first. */
    public static List<String> names() {
        return ALL.stream().map(CodingMode::name).toList();
    }

    /** All modes, the default first. */
    public static List<CodingMode> all() {
        return ALL;
    }

    /** @throws OptionsException if there is no such mode */
    public static CodingMode named(String name) {
        return ALL.stream()
                .filter(mode -> mode.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new OptionsException(
                        Kind.UNSUPPORTED_OPTIONS,
                        "the mode is one of " + String.join(", ", names()) + ", not '" + name + "'"));
    }

    /** The mode of a file that {@link #read} gave. */
    public static CodingMode of(SdcHeader header) {
        return find(header.mode()).orElseThrow();
    }

    /**
     * Parses a file.
     *
     * @param sdc the whole file; not modified
     * @throws SdcFormatException if it is damaged, no {@code .sdc} file or needs a newer sdcodec
     */
    public static SdcFile read(byte[] sdc) {
        return SdcReader.read(sdc, RULES);
    }

    /** As {@link #read}, but without a look at the checksum, for a truncated or damaged file. */
    public static SdcFile readUnchecked(byte[] sdc) {
        return SdcReader.readUnchecked(sdc, RULES);
    }

    private static Optional<CodingMode> find(int code) {
        return ALL.stream().filter(mode -> mode.code() == code).findFirst();
    }

    private static final HeaderRules RULES = new HeaderRules() {
        @Override
        public Optional<String> modeFault(int mode) {
            return find(mode).isPresent()
                    ? Optional.empty()
                    : Optional.of("mode " + mode + " was found, but this sdcodec knows "
                            + ALL.stream()
                                    .map(each -> "mode " + each.code() + " (" + each.name() + ")")
                                    .collect(Collectors.joining(", "))
                            + " only; a newer sdcodec is needed");
        }

        @Override
        public Optional<String> coderFault(int mode, int coder) {
            CodingMode known = find(mode).orElseThrow();
            return known.hasCoder(coder)
                    ? Optional.empty()
                    : Optional.of("entropy coder " + coder + " was found, which this sdcodec does not know in mode "
                            + known.name() + "; a newer sdcodec is needed");
        }

        @Override
        public Optional<String> parameterFault(int mode, int stepCode, int reconstruction) {
            return find(mode).orElseThrow().parameterFault(stepCode, reconstruction);
        }
    };
}
