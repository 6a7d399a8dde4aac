package org.sdcodec.codec.pipeline;

import java.util.OptionalLong;

/**
 * What an encode would take here, from having done a part of it.
 *
 * @param unetCalls calls of the UNet; 0 if there are none
 * @param secondsPerCall of the second call, or of the only one; 0 without calls
 * @param seconds in all, if nothing else runs
 * @param fileBytes as {@link org.sdcodec.Estimate#fileBytes}
 * @param memoryBytes as {@link org.sdcodec.Estimate#memoryBytes}
 */
public record Forecast(
        int unetCalls, double secondsPerCall, double seconds, OptionalLong fileBytes, long memoryBytes) {}
