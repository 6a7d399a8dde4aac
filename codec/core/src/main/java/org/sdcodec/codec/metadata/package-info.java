/** What files keep of a picture's Exif, XMP and color profile: parsed strictly, made small, in chunks of their own. */
package org.sdcodec.codec.metadata;
