/** WebP files: the container, alpha and the lossless format decoded here, lossy frames by TwelveMonkeys. */
package org.sdcodec.cli.image.webp;
