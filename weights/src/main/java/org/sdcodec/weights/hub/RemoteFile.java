package org.sdcodec.weights.hub;

/**
 * What the hub says of a file before it is fetched.
 *
 * @param path in the repository
 * @param commit the revision it belongs to
 * @param hash of its content
 * @param size in bytes
 */
record RemoteFile(String path, String commit, ContentHash hash, long size) {}
