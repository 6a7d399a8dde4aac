/** The codec for users of the library. */
package org.sdcodec;
