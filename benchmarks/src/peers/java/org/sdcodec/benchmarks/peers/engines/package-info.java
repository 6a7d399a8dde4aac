/** Adapters to other engines; compiled with the Maven profile {@code peers} only. */
package org.sdcodec.benchmarks.peers.engines;
