package org.sdcodec.weights.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A file's content as the hub names it in the ETag: the SHA-256 of large files (kept in Git LFS), the SHA-1 of Git's
 * blob object for small ones.
 *
 * @param hex lower-case hexadecimal digits: 64 or 40
 */
record ContentHash(String hex) {
    private static final int SHA256_DIGITS = 64;

    /** @param etag with or without quotation marks and {@code W/}; empty if it is no such hash */
    static Optional<ContentHash> ofEtag(String etag) {
        String hex = etag.strip().replaceFirst("^W/", "").replace("\"", "");
        return hex.matches("[0-9a-f]{64}|[0-9a-f]{40}") ? Optional.of(new ContentHash(hex)) : Optional.empty();
    }

    /** The name for messages. */
    String algorithm() {
        return hex.length() == SHA256_DIGITS ? "SHA-256" : "Git SHA-1";
    }

    /** A digest that the file's {@code size} bytes are to be put into. */
    MessageDigest digest(long size) {
        try {
            if (hex.length() == SHA256_DIGITS) {
                return MessageDigest.getInstance("SHA-256");
            }
            MessageDigest git = MessageDigest.getInstance("SHA-1");
            git.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
            return git;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1 and SHA-256", e);
        }
    }

    boolean matches(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest()).equals(hex);
    }
}
