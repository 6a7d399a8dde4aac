/** Pictures in formats that other programs of the machine read: HEIC, AVIF and JPEG XL. */
package org.sdcodec.cli.external;
