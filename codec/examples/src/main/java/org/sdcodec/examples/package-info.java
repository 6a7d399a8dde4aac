/** Programs that use the library, to read and to start from. */
package org.sdcodec.examples;
