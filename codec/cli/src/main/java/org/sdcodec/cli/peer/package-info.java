/**
 * Other image codecs, to compare with: the JDK's JPEG, and programs of this machine, which run without a shell, in a
 * folder of their own and for a limited time.
 */
package org.sdcodec.cli.peer;
