/**
 * Noise schedules of diffusion models and the deterministic samplers that follow them, in exactly rounded arithmetic
 * only.
 */
package org.sdcodec.unet.scheduler;
