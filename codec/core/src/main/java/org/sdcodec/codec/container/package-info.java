/** The {@code .sdc} file, parsed and written without decoding any picture. Specified in {@code codec/FORMAT.md}. */
package org.sdcodec.codec.container;
