/** A rendered picture, the same on every JVM, for demonstration, benchmarks and tests. */
package org.sdcodec.scene;
