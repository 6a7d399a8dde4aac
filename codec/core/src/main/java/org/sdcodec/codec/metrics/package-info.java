/** How far a picture is from its original: PSNR, SSIM, MS-SSIM, SSIMULACRA 2 and the distance of textures. */
package org.sdcodec.codec.metrics;
