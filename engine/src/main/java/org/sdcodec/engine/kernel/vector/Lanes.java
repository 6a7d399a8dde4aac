package org.sdcodec.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** How wide vectors are: as the machine prefers, but at most 512 bits. */
final class Lanes {
    // A constant of a class: only then does the compiler turn vectors into registers.
    static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() > FloatVector.SPECIES_512.length()
                    ? FloatVector.SPECIES_512
                    : FloatVector.SPECIES_PREFERRED;

    private Lanes() {}
}
