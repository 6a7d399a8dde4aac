/** GIF files: the first composed frame. */
package org.sdcodec.cli.image.gif;
