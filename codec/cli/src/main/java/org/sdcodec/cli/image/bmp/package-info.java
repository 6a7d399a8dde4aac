/** Windows bitmaps. */
package org.sdcodec.cli.image.bmp;
