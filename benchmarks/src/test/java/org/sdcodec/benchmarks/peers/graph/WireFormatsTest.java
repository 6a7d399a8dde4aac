package org.sdcodec.benchmarks.peers.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class WireFormatsTest {
    /** The examples of protobuf.dev, "Encoding", and the largest number. */
    @Test
    void protobufMessages() {
        assertThat(hex(new Protobuf().number(1, 150).toBytes())).isEqualTo("089601");
        assertThat(hex(new Protobuf().text(2, "testing").toBytes())).isEqualTo("120774657374696e67");
        assertThat(hex(new Protobuf().message(3, new Protobuf().number(1, 150)).toBytes()))
                .isEqualTo("1a03089601");
        assertThat(hex(new Protobuf().number(1, -1).toBytes())).isEqualTo("08ffffffffffffffffff01");
        assertThat(hex(new Protobuf().real(2, 1).toBytes())).isEqualTo("150000803f");
        assertThat(hex(new Protobuf().number(20, 7).toBytes())).isEqualTo("a00107");
    }

    /** CPython's pickletools disassembles these bytes to the operations that their names say. */
    @Test
    void pickles() {
        assertThat(hex(new Pickle().emptyTuple().toBytes())).isEqualTo("8002292e");
        assertThat(hex(new Pickle().number(-2).toBytes())).isEqualTo("80024afeffffff2e");
        assertThat(hex(new Pickle().number(1L << 32).toBytes())).isEqualTo("80028a0800000000010000002e");
        assertThat(hex(new Pickle().text("é").toBytes())).isEqualTo("80025802000000c3a92e");
        assertThat(hex(new Pickle()
                        .global("m", "C")
                        .emptyTuple()
                        .newObject()
                        .emptyDictionary()
                        .mark()
                        .text("t")
                        .no()
                        .setItems()
                        .build()
                        .toBytes()))
                .isEqualTo("8002636d0a430a29817d28580100000074897562" + "2e");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
