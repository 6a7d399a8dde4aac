/** What a coding mode is: the way from a latent to the bytes of a file and back. */
package org.sdcodec.codec.mode;
