/** Pictures to {@code .sdc} files and back: start with {@link org.sdcodec.codec.Codec}. */
package org.sdcodec.codec;
