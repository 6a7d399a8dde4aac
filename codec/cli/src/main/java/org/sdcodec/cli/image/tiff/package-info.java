/** TIFF files: directories and colors interpreted here, samples decompressed by TwelveMonkeys. */
package org.sdcodec.cli.image.tiff;
