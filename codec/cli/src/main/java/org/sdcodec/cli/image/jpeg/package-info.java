/** JPEG files: structure and completeness checked here, pixels decoded by the JDK, lossless JPEG by TwelveMonkeys. */
package org.sdcodec.cli.image.jpeg;
