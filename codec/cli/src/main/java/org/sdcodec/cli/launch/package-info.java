/**
 * The start of sdcodec, the main class of {@code sdcodec.jar} first. What a start prepares for a command is a row of
 * {@link org.sdcodec.cli.launch.Subcommand}:
 *
 * <ol>
 * <li>{@code Launcher}: refuses an old Java; runs a command without networks in this JVM.
 * <li>{@code Relaunch}: otherwise starts a second JVM with the Vector API, early compilation, and the {@code
 * ClassArchive} if there is one; copies its messages ({@code LineDropper}), passes its exit status on, and lets {@code
 * ArchiveMaker} make a missing archive.
 * <li>{@code Handover}: what the first JVM tells the command line.
 * <li>{@code org.sdcodec.cli.StartUp}: in the JVM that runs the command, ends it with its launcher, brings the kernels
 * to the compiler and rehearses the network.
 * </ol>
 *
 * <p>Compiled to Java 8 class files, so that an old Java gets a sentence instead of an {@code
 * UnsupportedClassVersionError}. Nothing here may refer to another package of sdcodec except by name. No lambdas in
 * what every start runs: the first of a JVM takes 30 ms.
 */
package org.sdcodec.cli.launch;
