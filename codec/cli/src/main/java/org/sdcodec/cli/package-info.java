/**
 * The command line: the one place of sdcodec that prints, reads the environment and ends the JVM. Results go to
 * standard output, everything said to the user goes to standard error. Exit status: 0 done, 1 bad input or failure, 2
 * wrong usage.
 */
package org.sdcodec.cli;
