package org.sdcodec;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a call would take, told before any work.
 *
 * @param fileBytes of the file that an encode gives: what its target names, or what a typical photograph takes, from
 *     which single pictures differ by a factor of two and more; unknown for other models than the embedded one, for
 *     targets of closeness, and in mode original
 * @param memoryBytes of the Java heap that the call takes at most, in addition to the model: what counts for
 *     {@link Limits#memoryBytes} and {@link Codec.Builder#memoryBudget}. The UNet's share is not among them
 * @param seconds that it takes if no other call runs, by what earlier calls of this codec took for each pixel with the
 *     same mode, effort and kind of target; unknown before there was one
 */
public record Estimate(OptionalLong fileBytes, long memoryBytes, OptionalDouble seconds) {}
