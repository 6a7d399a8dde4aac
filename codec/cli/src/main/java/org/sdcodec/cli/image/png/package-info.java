/** PNG files: chunks checked here, pixels decoded by the JDK. */
package org.sdcodec.cli.image.png;
