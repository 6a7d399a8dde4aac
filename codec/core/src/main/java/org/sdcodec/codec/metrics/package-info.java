/** How far a picture is from its original: PSNR, SSIM and MS-SSIM, each in the form of its original paper. */
package org.sdcodec.codec.metrics;
