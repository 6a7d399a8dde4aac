/**
 * The main class of {@code sdcodec.jar}: finds out whether this Java can run sdcodec and starts it with the Vector API.
 *
 * <p>Compiled to Java 8 class files, so that an old Java gets a sentence instead of an {@code UnsupportedClassVersionError}.
 * Nothing here may refer to another package of sdcodec except by name.
 */
package org.sdcodec.cli.launch;
