/** Output files that appear whole or not at all, and the removal of what killed programs left behind. */
package org.sdcodec.cli.file;
