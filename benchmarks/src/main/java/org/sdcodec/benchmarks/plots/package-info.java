/** The common look of the pictures of figures. */
package org.sdcodec.benchmarks.plots;
