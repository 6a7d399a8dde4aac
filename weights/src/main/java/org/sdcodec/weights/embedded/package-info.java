/** The model that is part of the library. */
package org.sdcodec.weights.embedded;
