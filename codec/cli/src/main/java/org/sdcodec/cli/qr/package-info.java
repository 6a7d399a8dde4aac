/** QR codes as pictures. */
package org.sdcodec.cli.qr;
