package org.sdcodec.benchmarks.peers.graph;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A stream of Python's pickle, protocol 2, as far as TorchScript archives need it (CPython, Lib/pickletools.py). */
final class Pickle {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Pickle() {
        bytes.write(0x80);
        bytes.write(2);
    }

    /** Refers to a class or function. */
    Pickle global(String module, String name) {
        return ascii("c" + module + "\n" + name + "\n");
    }

    Pickle text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        bytes.write('X');
        littleEndian(utf8.length, Integer.BYTES);
        bytes.writeBytes(utf8);
        return this;
    }

    Pickle number(long value) {
        if (value == (int) value) {
            bytes.write('J');
            littleEndian(value, Integer.BYTES);
        } else {
            bytes.write(0x8a);
            bytes.write(Long.BYTES);
            littleEndian(value, Long.BYTES);
        }
        return this;
    }

    Pickle no() {
        bytes.write(0x89);
        return this;
    }

    /** Begins a tuple, or the items of a dictionary. */
    Pickle mark() {
        return ascii("(");
    }

    /** Ends a tuple. */
    Pickle tuple() {
        return ascii("t");
    }

    Pickle emptyTuple() {
        return ascii(")");
    }

    Pickle emptyDictionary() {
        return ascii("}");
    }

    /** Puts what was written since the mark, keys and values in turn, into the dictionary below. */
    Pickle setItems() {
        return ascii("u");
    }

    /** Calls the function below with the tuple on top. */
    Pickle call() {
        return ascii("R");
    }

    /** Makes an object of the class below with the tuple on top. */
    Pickle newObject() {
        return ascii("\u0081");
    }

    /** Gives the dictionary on top to the object below as its state. */
    Pickle build() {
        return ascii("b");
    }

    /** What the tuple on top names lies elsewhere. */
    Pickle persistent() {
        return ascii("Q");
    }

    byte[] toBytes() {
        ascii(".");
        return bytes.toByteArray();
    }

    private Pickle ascii(String opcodes) {
        bytes.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    private void littleEndian(long value, int count) {
        for (int i = 0; i < count; i++) {
            bytes.write((int) (value >>> Byte.SIZE * i));
        }
    }
}
