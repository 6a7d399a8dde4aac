/** The Netpbm family: PBM, PGM, PPM and PAM. */
package org.sdcodec.cli.image.pnm;
