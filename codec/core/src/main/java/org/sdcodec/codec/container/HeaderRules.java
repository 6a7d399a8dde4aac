package org.sdcodec.codec.container;

import java.util.Optional;

/** What the coding modes say of a header's fields while a file is parsed. Each method gives a fault, or nothing. */
public interface HeaderRules {

    /** Whether there is such a mode. */
    Optional<String> modeFault(int mode);

    /** Whether a known mode has such an entropy coder. */
    Optional<String> coderFault(int mode, int coder);

    /** Whether a known mode has such parameters of a quantizer. */
    Optional<String> parameterFault(int mode, int stepCode, int reconstruction);
}
