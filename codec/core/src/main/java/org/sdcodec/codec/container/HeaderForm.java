package org.sdcodec.codec.container;

/** The layouts of a file's header, from the longest to the shortest. */
public enum HeaderForm {
    /** For every file: 32 bits name what a decoder must have, 32 bits check the file. */
    FULL,
    /** For small files of mode 0: 16 bits of each. */
    BRIEF,
    /**
     * For the smallest files of mode 0, without chunks: 6 or 8 bytes in all. 16 bits serve both purposes: they are the
     * check of the file
     * XOR the name of what a decoder must have.
     */
    POSTCARD;

    /** Digits of a fingerprint that a header of this form has, in hexadecimal. */
    int fingerprintDigits() {
        return this == FULL ? 8 : 4;
    }

    /** The bits of a fingerprint that a header of this form has. */
    int fingerprintMask() {
        return this == FULL ? -1 : 0xFFFF0000;
    }
}
