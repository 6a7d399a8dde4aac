package org.sdcodec.unet.scheduler;

/** What a network was trained to predict from x = √ᾱ·x₀ + √(1−ᾱ)·ε. */
public enum Prediction {
    /** The noise ε (Ho et al. 2020): SD 1.x and the base models of 2.x. */
    EPSILON,
    /** v = √ᾱ·ε − √(1−ᾱ)·x₀ (Salimans and Ho 2022): SD 2.x at 768 pixels. */
    V_PREDICTION,
    /** The clean sample x₀. */
    SAMPLE
}
