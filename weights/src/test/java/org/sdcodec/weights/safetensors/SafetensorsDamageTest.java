package org.sdcodec.weights.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.testing.RawFile;

/** One damaged file, or several, for every rule of the format, and the sentence each of them gets. */
class SafetensorsDamageTest {
    private static String tensor(String name, String dtype, String shape, String offsets) {
        return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets
                + "}";
    }

    private static byte[] file(String entries, int dataBytes) {
        return RawFile.of("{" + entries + "}", dataBytes);
    }

    private static byte[] withLength(long length, int bytesAfter) {
        byte[] file = RawFile.of(new byte[0], bytesAfter);
        System.arraycopy(RawFile.length(length), 0, file, 0, 8);
        return file;
    }

    static Stream<Arguments> damaged() {
        String good = tensor("t", "F32", "[2]", "[0,8]");
        return Stream.of(
                arguments(new byte[0], "is 0 bytes long"),
                arguments(new byte[7], "is 7 bytes long"),
                arguments(withLength(100_000_001, 20), "100000001, more than the allowed 100000000"),
                arguments(withLength(-1, 20), "18446744073709551615, more than the allowed"),
                arguments(withLength(100_000_000, 20), "the header of 100000000 bytes reaches beyond the end"),
                arguments(withLength(21, 20), "the header of 21 bytes reaches beyond the end"),
                arguments("PK\3\4 archive/data.pkl".getBytes(StandardCharsets.UTF_8), "looks like a PyTorch pickle"),
                arguments("version https://git-lfs".getBytes(StandardCharsets.UTF_8), "looks like a Git LFS pointer"),
                arguments("<!DOCTYPE html><html>".getBytes(StandardCharsets.UTF_8), "looks like a web page"),
                arguments(withLength(0, 0), "does not begin with '{'"),
                arguments(RawFile.of(" {}", 0), "does not begin with '{'"),
                arguments(RawFile.of("[]", 0), "does not begin with '{'"),
                arguments(RawFile.of(new byte[] {'{', '"', (byte) 0xc3, '"'}, 0), "not UTF-8"),
                arguments(RawFile.of(new byte[] {'{', 0, '}', 0}, 0), "is not valid JSON"),
                arguments(RawFile.of("{", 0), "is not valid JSON"),
                arguments(RawFile.of("{\"t\"}", 0), "is not valid JSON"),
                arguments(file(good + ",", 8), "is not valid JSON"),
                arguments(RawFile.of("{} {}", 0), "something follows the header's closing '}' at character 3"),
                arguments(file("\"t\":" + "[".repeat(100_000), 0), "tensor 't' must be an object"),
                arguments(
                        file("\"t\":{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}", 0),
                        "is larger or deeper than any model's"),
                arguments(file(good + "," + good, 8), "the header holds a key twice: Duplicate Object property \"t\""),
                arguments(
                        file("\"t\":{\"dtype\":\"F32\",\"dtype\":\"F16\"}", 0),
                        "the header holds a key twice: Duplicate"),
                arguments(
                        file("\"__metadata__\":{},\"__metadata__\":{}", 0), "the header holds a key twice: Duplicate"),
                arguments(file("\"__metadata__\":[]", 0), "__metadata__ must be an object of texts"),
                arguments(file("\"__metadata__\":{\"a\":1}", 0), "but the value of 'a' is not a text"),
                arguments(file("\"__metadata__\":{\"a\":{}}", 0), "but the value of 'a' is not a text"),
                arguments(file("\"t\":3", 0), "tensor 't' must be an object with dtype, shape and data_offsets"),
                arguments(file("\"t\":{}", 0), "tensor 't' lacks dtype"),
                arguments(file("\"t\":{\"dtype\":\"F32\"}", 0), "tensor 't' lacks shape"),
                arguments(file("\"t\":{\"dtype\":\"F32\",\"shape\":[]}", 0), "tensor 't' lacks data_offsets"),
                arguments(file("\"t\":{\"dtype\":7}", 0), "dtype must be a text"),
                arguments(file(tensor("t", "F33", "[2]", "[0,8]"), 8), "has the unknown dtype 'F33'"),
                arguments(file(tensor("t", "F32", "2", "[0,8]"), 8), "shape must be a list of numbers"),
                arguments(file(tensor("t", "F32", "[-2]", "[0,8]"), 8), "shape must hold whole numbers from 0"),
                arguments(file(tensor("t", "F32", "[2.0]", "[0,8]"), 8), "shape must hold whole numbers from 0"),
                arguments(file(tensor("t", "F32", "[[2]]", "[0,8]"), 8), "shape must hold whole numbers from 0"),
                arguments(file(tensor("t", "F32", "[9223372036854775808]", "[0,8]"), 8), "whole numbers from 0"),
                arguments(
                        file(tensor("t", "F32", "[" + "1,".repeat(64) + "2]", "[0,8]"), 8),
                        "shape has more than 64 numbers"),
                arguments(file(tensor("t", "F32", "[2]", "[0]"), 8), "data_offsets must be two numbers"),
                arguments(file(tensor("t", "F32", "[2]", "[0,4,8]"), 8), "data_offsets has more than 2 numbers"),
                arguments(file(tensor("t", "F32", "[2]", "[\"0\",8]"), 8), "data_offsets must hold whole numbers"),
                arguments(
                        file(tensor("t", "F32", "[4611686018427387904,2]", "[0,8]"), 8),
                        "has a size that overflows 64 bits"),
                arguments(
                        file(tensor("t", "F32", "[4611686018427387904,8,0]", "[0,0]"), 0),
                        "has a size that overflows 64 bits"),
                arguments(
                        file(tensor("t", "F32", "[1000000000000]", "[0,8]"), 8),
                        "needs 4000000000000 bytes, but its data offsets 0 to 8 hold 8"),
                arguments(file(tensor("t", "F32", "[2]", "[0,7]"), 7), "needs 8 bytes, but"),
                arguments(file(tensor("t", "F4", "[3]", "[0,1]"), 1), "does not fill whole bytes"),
                arguments(file(tensor("t", "F32", "[2]", "[8,0]"), 8), "ends at data offset 0, before it begins at 8"),
                arguments(
                        file(tensor("t", "F32", "[2]", "[4,12]"), 12), "begins at data offset 4, which leaves a hole"),
                arguments(
                        file(good + "," + tensor("u", "F32", "[1]", "[12,16]"), 16),
                        "tensor 'u' begins at data offset 12, which leaves a hole after 8"),
                arguments(
                        file(good + "," + tensor("u", "F32", "[1]", "[4,8]"), 8),
                        "tensor 'u' begins at data offset 4, inside the tensor before it, which ends at 8"),
                arguments(file(good, 7), "need 8 bytes after the header, but the file holds only 7"),
                arguments(
                        file(tensor("t", "U8", "[9223372036854775]", "[0,9223372036854775]"), 8),
                        "need 9223372036854775 bytes after the header"),
                arguments(file(good, 9), "ends at data offset 8, but the file goes on for 1 bytes"),
                arguments(RawFile.of("{}", 1), "ends at data offset 0, but the file goes on for 1 bytes"));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void isRefusedWithItsOwnSentence(byte[] file, String sentence) {
        assertThatThrownBy(() -> RawFile.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith("test.safetensors: ")
                .hasMessageContaining(sentence)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1).hasSizeLessThan(500));
    }

    static Stream<byte[]> unusualButLegal() {
        return Stream.of(
                RawFile.of("{}", 0),
                RawFile.of("{}      \n", 0),
                file("\"__metadata__\":{}", 0),
                file("\"__metadata__\":null", 0),
                file(tensor("t", "F32", "[2]", "[0,8]").replace("\"shape\"", "\"later\":{\"a\":[1]},\"shape\""), 8),
                // Order in the header is free; an empty tensor may lie between two others.
                file(
                        tensor("b", "F32", "[1]", "[4,8]") + "," + tensor("e", "F32", "[0]", "[4,4]") + ","
                                + tensor("a", "F32", "[]", "[0,4]"),
                        8),
                file(tensor("", "F32", "[0,9223372036854775807]", "[0,0]"), 0));
    }

    @ParameterizedTest
    @MethodSource("unusualButLegal")
    void isAccepted(byte[] file) {
        Safetensors tensors = RawFile.open(file);
        assertThat(tensors.names())
                .allSatisfy(name -> assertThat(tensors.floats(name))
                        .hasSize((int) tensors.info(name).elements()));
    }

    @Test
    void aHeaderOfTheGreatestLengthIsReadWithoutHarm() {
        byte[] header = new byte[SafetensorsHeader.MAX_LENGTH];
        Arrays.fill(header, (byte) '{');
        assertThatThrownBy(() -> RawFile.open(RawFile.of(header, 0)))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("is not valid JSON");
    }

    @Test
    void aHeaderThatIsAllNamesCannotFillTheMemory() {
        StringBuilder entries = new StringBuilder("\"t\":{");
        for (int i = 0; i < 2_000_001; i++) {
            entries.append('"').append(i).append("\":0,");
        }
        assertThatThrownBy(() -> RawFile.open(file(entries.append("\"x\":0}").toString(), 0)))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("is larger or deeper than any model's: Token count");
    }
}
