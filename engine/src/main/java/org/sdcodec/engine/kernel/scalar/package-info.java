/** The reference kernels: plain Java, readable, the definition of every bit. */
package org.sdcodec.engine.kernel.scalar;
