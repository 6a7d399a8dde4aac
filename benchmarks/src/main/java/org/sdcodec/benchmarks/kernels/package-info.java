/** JMH benchmarks of the engine, one core, each with its scalar sibling. */
package org.sdcodec.benchmarks.kernels;
