/** XMP that is larger than a segment of a JPEG file. */
package org.sdcodec.imageio.xmp;
