/**
 * Pictures in and out of files: everything that is read becomes 8-bit sRGB, every file that is written appears whole or
 * not at all.
 */
package org.sdcodec.cli.image;
