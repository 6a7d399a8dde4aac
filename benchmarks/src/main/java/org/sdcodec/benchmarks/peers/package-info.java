/**
 * The engine against other engines: the same networks with the same weights and inputs, each engine in a process of its
 * own, in turn. The other engines themselves come only with the Maven profile {@code peers}.
 */
package org.sdcodec.benchmarks.peers;
