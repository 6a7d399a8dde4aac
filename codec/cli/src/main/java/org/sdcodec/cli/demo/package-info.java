/**
 * What the demonstration shows: a rendered scene, JPEG at the same size, and the sheet that sets pictures side by side.
 */
package org.sdcodec.cli.demo;
