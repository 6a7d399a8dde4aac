package org.sdcodec;

/** The colors that a picture's levels stand for. All have sRGB's transfer function and white point. */
public enum Gamut {
    /** IEC 61966-2-1, the colors of ordinary screens and of pictures without a color profile. */
    SRGB("sRGB"),
    /** Display P3 (SMPTE EG 432-1 with a white point of D65): the colors of telephones and of their photographs. */
    DISPLAY_P3("Display P3");

    private final String title;

    Gamut(String title) {
        this.title = title;
    }

    /** Its usual name, for people. */
    public String title() {
        return title;
    }
}
