package org.sdcodec.codec.mode;

/** What a coding mode supports, of what options can ask for. */
public enum Capability {
    /** A scale of qualities, and with it targets of size. */
    RATE("rate", "has one size and quality only, so no target can be given"),
    /** Targets of closeness, which are measured. */
    MEASURED("measured targets", "codes to a size only, so a size is the only target"),
    /** Effort levels. */
    EFFORT("effort levels", "has one effort only"),
    /** Files whose start is a coarser picture. */
    PROGRESSIVE("progressive files", "has one order only, so no file of it is progressive"),
    /** Parts of the picture that count more than others. */
    FOCUS("a focus", "treats all parts of a picture alike, so it has no focus"),
    /** Files in which a wrong bit harms little. */
    ROBUST("robust files", "has no robust files"),
    /** Realism against closeness, chosen by the decoder. */
    REALISM("realism", "has no choice of realism"),
    /** Encodes that are interrupted and go on from a checkpoint. */
    RESUMABLE("checkpoints", "has no checkpoints, so nothing can be resumed"),
    /** Truncated files. */
    PARTIAL("truncated files", "has no partial files"),
    /** Tuned denoising. */
    TUNED_DENOISING("tuned denoising", "has a denoising of its own, which cannot be tuned"),
    /** The coded latent alone, without a header. */
    RAW_PAYLOAD("raw payloads", "has no raw payload");

    private final String title;
    private final String absence;

    Capability(String title, String absence) {
        this.title = title;
        this.absence = absence;
    }

    /** What it is, in a few words. */
    public String title() {
        return title;
    }

    /** What is true of a mode without it: the end of a sentence that begins with {@code mode NAME}. */
    public String absence() {
        return absence;
    }
}
