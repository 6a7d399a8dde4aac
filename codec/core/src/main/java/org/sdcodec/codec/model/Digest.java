package org.sdcodec.codec.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A SHA-256 of numbers, which tells inputs apart. Not thread-safe. */
public final class Digest {

    /** Bytes of the result. */
    public static final int BYTES = 32;

    private final MessageDigest digest;

    /** A digest of nothing. */
    public Digest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Adds the bits of numbers. */
    public Digest add(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length);
        bytes.asDoubleBuffer().put(values);
        digest.update(bytes);
        return this;
    }

    /** Adds the bits of numbers. */
    public Digest add(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
        bytes.asFloatBuffer().put(values);
        digest.update(bytes);
        return this;
    }

    /** Adds numbers. */
    public Digest add(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length);
        bytes.asLongBuffer().put(values);
        digest.update(bytes);
        return this;
    }

    /** Adds bytes. */
    public Digest add(byte[] values) {
        digest.update(values);
        return this;
    }

    /** The digest of all that was added. To be called once. */
    public byte[] finish() {
        return digest.digest();
    }
}
