/** Lossy WebP: a decoder for key frames of VP8 (RFC 6386). */
package org.sdcodec.cli.image.vp8;
