/**
 * The studio: a page in the browser that shows what sdcodec and other codecs make of a picture. {@code studio.web} has
 * the server.
 */
package org.sdcodec.cli.studio;
