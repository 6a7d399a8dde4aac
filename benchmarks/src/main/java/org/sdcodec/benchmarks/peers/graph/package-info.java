/** The published networks once more, as graphs of operations in the file formats of other engines. */
package org.sdcodec.benchmarks.peers.graph;
