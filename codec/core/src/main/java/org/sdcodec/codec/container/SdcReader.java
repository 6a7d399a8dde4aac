package org.sdcodec.codec.container;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.sdcodec.SdcFormatException;

/**
 * Parses the bytes of a file, with every check but those that need the model; no picture is decoded. It allocates no
 * more than the size of the file, whatever the header says.
 */
public final class SdcReader {
    private static final int COLOR_BYTES = 3;

    private final byte[] data;
    private final HeaderRules rules;
    private final boolean checksumCounts;
    private int position;

    /** A cursor at the start of other bytes that have numbers of the same kinds. */
    SdcReader(byte[] data) {
        this(data, null, false);
    }

    private SdcReader(byte[] data, HeaderRules rules, boolean checksumCounts) {
        this.data = data;
        this.rules = rules;
        this.checksumCounts = checksumCounts;
    }

    /**
     * Whether the bytes start as an {@code .sdc} file of any version does.
     *
     * @param start the first bytes of a file, three are enough; not modified
     */
    public static boolean isSdc(byte[] start) {
        return start.length >= 3
                && start[0] == SdcLayout.MAGIC_0
                && start[1] == SdcLayout.MAGIC_1
                && ((start[2] & ~SdcLayout.NIBBLE & 0xFF) == SdcLayout.VERSION_MARK || isBrief(start));
    }

    /**
     * Whether the bytes can be those of an {@code .sdc} file: it {@linkplain #isSdc starts as one}, or may be a
     * postcard, as one of eight
     * arbitrary files may.
     *
     * @param start the first bytes of a file; not modified
     */
    public static boolean canBeSdc(byte[] start) {
        return isSdc(start) || PostcardHeader.isStart(start);
    }

    /**
     * Parses a file. What is damaged of a postcard shows only by a {@linkplain SdcHeader#fingerprint fingerprint} of no
     * model.
     *
     * @param data a whole file; not modified
     * @param rules what the coding modes allow
     * @throws SdcFormatException if it is not a file of this version, is damaged, or has a mode, coder or critical
     *     chunk that this program does not know
     */
    public static SdcFile read(byte[] data, HeaderRules rules) {
        return new SdcReader(data, rules, true).file();
    }

    /**
     * As {@link #read}, but without a look at the checksum: for a truncated or damaged file. At least one byte of the
     * coded latent must be there, and everything before it.
     */
    public static SdcFile readUnchecked(byte[] data, HeaderRules rules) {
        return new SdcReader(data, rules, false).file();
    }

    private SdcFile file() {
        if (PostcardHeader.isStart(data)) {
            return postcard();
        }
        checkStart();
        boolean brief = isBrief(data);
        int flags = brief ? data[2] & SdcLayout.NIBBLE : next("the mode");
        int mode = brief ? SdcHeader.BRIEF_MODE : flags & SdcLayout.NIBBLE;
        requireKnown(rules.modeFault(mode));
        int coder = brief
                ? (flags & SdcLayout.BRIEF_DEPENDENT) != 0 ? SdcLayout.DEPENDENT_CODER : 0
                : flags >> SdcLayout.CODER_SHIFT & SdcLayout.CODER_MASK;
        requireKnown(rules.coderFault(mode, coder));
        boolean gray = brief ? briefMark(data) == SdcLayout.BRIEF_MARK_GRAY : (flags & SdcLayout.GRAY) != 0;
        int version = brief ? briefVersion(data) : data[2] & SdcLayout.NIBBLE;
        if (gray && version == SdcHeader.FIRST_VERSION) {
            throw fault(position - 1, "the flag for a gray picture is set, which a file of version 1 does not have");
        }
        boolean square = (flags & (brief ? SdcLayout.BRIEF_SQUARE : SdcLayout.SQUARE)) != 0;
        int flagsAt = position - 1;
        int sizeAt = position;
        int width = varint("the width");
        int height = square ? width : varint("the height");
        if (!SdcHeader.isSize(width, height)) {
            throw fault(sizeAt, "a picture of " + SdcHeader.sizeFault(width, height));
        }
        if (!square && width == height) {
            throw fault(flagsAt, "the flag for a square picture is missing, though width and height are both " + width);
        }
        int stepAt = position;
        int stepCode = next("the step");
        boolean wholeSteps = brief && (flags & SdcLayout.BRIEF_WHOLE_STEPS) != 0;
        int reconstruction = wholeSteps ? 0 : next("the reconstruction");
        Optional<String> parameterFault = rules.parameterFault(mode, stepCode, reconstruction);
        if (parameterFault.isPresent()) {
            throw fault(stepAt, parameterFault.get());
        }
        int reconstructionAt = position - 1;
        if (brief && !wholeSteps && reconstruction == 0) {
            throw fault(reconstructionAt, "the reconstruction is 0, for which a brief header has a flag");
        }
        int fingerprint = big(brief ? 2 : 4, "the latent space's fingerprint") << (brief ? 16 : 0);
        checkChecksum(brief);

        HeaderForm form = brief ? HeaderForm.BRIEF : HeaderForm.FULL;
        SdcHeader header = new SdcHeader(
                width, height, CodedSize.FULL, mode, coder, stepCode, reconstruction, fingerprint, form, version, gray);
        boolean hasChunks = (flags & (brief ? SdcLayout.BRIEF_CHUNKS : SdcLayout.HAS_CHUNKS)) != 0;
        List<SdcChunk> chunks = hasChunks ? chunks() : List.of();
        for (SdcChunk chunk : chunks) {
            header = chunk.type() == SdcChunk.RESOLUTION ? header.withResolution(chunk.data()[0]) : header;
        }
        return new SdcFile(
                header,
                chunks.stream()
                        .filter(chunk -> chunk.type() != SdcChunk.RESOLUTION)
                        .toList(),
                latent());
    }

    /** What follows to the end of the file. */
    private byte[] latent() {
        if (position == data.length) {
            throw fault(position, "the file ends where the coded latent should start");
        }
        return Arrays.copyOfRange(data, position, data.length);
    }

    /** A postcard names no mode; the check is that of the bytes XOR the fingerprint. */
    private SdcFile postcard() {
        int count = PostcardHeader.bytes(data);
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits = bits << 8 | next("a postcard's header");
        }
        int check = big(PostcardHeader.CHECK_BYTES, "the check");
        SdcHeader header = PostcardHeader.read(bits, count, (check ^ crc16(count)) << 16);
        return new SdcFile(header, List.of(), latent());
    }

    private static boolean isResolution(SdcChunk chunk) {
        int code = chunk.size() == 1 ? chunk.data()[0] & 0xFF : CodedSize.FULL;
        return code != CodedSize.FULL && code <= CodedSize.MAX_CODE;
    }

    private static boolean isGamut(SdcChunk chunk) {
        return chunk.size() == 1 && chunk.data()[0] == SdcChunk.DISPLAY_P3;
    }

    private static boolean isBrief(byte[] start) {
        int mark = briefMark(start);
        return mark == SdcLayout.BRIEF_MARK || mark == SdcLayout.BRIEF_MARK_1 || mark == SdcLayout.BRIEF_MARK_GRAY;
    }

    private static int briefMark(byte[] start) {
        return start[2] & ~SdcLayout.NIBBLE & 0xFF;
    }

    private static int briefVersion(byte[] start) {
        return briefMark(start) == SdcLayout.BRIEF_MARK_1 ? SdcHeader.FIRST_VERSION : SdcHeader.VERSION;
    }

    /** The mode and the coder stand in the fourth byte. */
    private static void requireKnown(Optional<String> fault) {
        if (fault.isPresent()) {
            throw SdcFormatException.unsupported(3, fault.get());
        }
    }

    private void checkStart() {
        if (data.length == 0) {
            throw fault(0, "the file is empty");
        }
        if (!isSdc(data)) {
            String found = HexFormat.ofDelimiter(" ").withUpperCase().formatHex(data, 0, Math.min(3, data.length));
            throw fault(
                    0,
                    "this is not an .sdc file: it starts with " + found
                            + ", but 53 44 C1, 53 44 C2, 53 44 A0 to BF, 53 44 E0 to EF or A0 to BF was expected");
        }
        int version = data[2] & SdcLayout.NIBBLE;
        if (!isBrief(data) && (version < SdcHeader.FIRST_VERSION || version > SdcHeader.VERSION)) {
            throw SdcFormatException.unsupported(
                    2,
                    "format version " + version + " was found, but this sdcodec reads versions "
                            + SdcHeader.FIRST_VERSION + " and " + SdcHeader.VERSION + " only; "
                            + (version > SdcHeader.VERSION ? "a newer sdcodec is needed" : "the file is damaged"));
        }
        position = 3;
    }

    /** The checksum covers every byte of the file but its own. */
    private void checkChecksum(boolean brief) {
        int at = position;
        int bytes = brief ? 2 : 4;
        int stored = big(bytes, "the checksum");
        if (!checksumCounts) {
            return;
        }
        int computed = brief ? crc16(at) : crc32(at);
        if (stored != computed) {
            throw fault(
                    at,
                    "the checksum is " + hex(stored, bytes) + ", but the file's content gives " + hex(computed, bytes)
                            + ": the file is damaged, cut short or has bytes added");
        }
    }

    private int crc32(int at) {
        CRC32 checksum = new CRC32();
        checksum.update(data, 0, at);
        checksum.update(data, position, data.length - position);
        return (int) checksum.getValue();
    }

    private int crc16(int at) {
        int before = Crc16.updated(Crc16.START, data, 0, at);
        return Crc16.updated(before, data, position, data.length - position);
    }

    private List<SdcChunk> chunks() {
        List<SdcChunk> chunks = new ArrayList<>();
        int last = SdcLayout.END_OF_CHUNKS;
        while (true) {
            int at = position;
            int type = next("a chunk");
            if (type == SdcLayout.END_OF_CHUNKS) {
                break;
            }
            if (type <= last) {
                throw fault(at, "a chunk of type " + type + " follows one of type " + last + ", but types must ascend");
            }
            int size = varint("the length of a chunk");
            if (size > data.length - position) {
                throw fault(
                        at,
                        "a chunk of type " + type + " has " + size + " bytes, but only " + (data.length - position)
                                + " follow");
            }
            SdcChunk chunk = new SdcChunk(type, Arrays.copyOfRange(data, position, position + size));
            if (chunk.isCritical() && type > SdcChunk.GAMUT) {
                throw SdcFormatException.unsupported(
                        at,
                        "a chunk of type " + type + " was found, without which the picture cannot be decoded; "
                                + "this sdcodec knows types " + SdcChunk.ALPHA + " to " + SdcChunk.GAMUT
                                + " only, a newer one is needed");
            }
            if (type == SdcChunk.GAMUT && !isGamut(chunk)) {
                throw SdcFormatException.unsupported(
                        at,
                        "the picture has colors other than sRGB and Display P3 (chunk of type " + SdcChunk.GAMUT
                                + "), which this sdcodec does not know");
            }
            if (type == SdcChunk.RESOLUTION && !isResolution(chunk)) {
                throw fault(at, "the chunk of the resolution is not one byte of 1 to " + CodedSize.MAX_CODE);
            }
            if (type == SdcChunk.ONE_COLOR && size != COLOR_BYTES) {
                throw fault(at, "the chunk of the picture's only color has not " + COLOR_BYTES + " bytes");
            }
            chunks.add(chunk);
            position += size;
            last = type;
        }
        if (chunks.isEmpty()) {
            throw fault(position - 1, "the file says that it has chunks, but has none");
        }
        return chunks;
    }

    /** Where the next byte is. */
    int position() {
        return position;
    }

    private int next(String what) {
        if (position == data.length) {
            throw fault(position, "the file ends where " + what + " was expected");
        }
        return data[position++] & 0xFF;
    }

    /** A number of so many bytes, the highest first. */
    int big(int bytes, String what) {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | next(what);
        }
        return value;
    }

    /**
     * Seven bits per byte, the lowest first, the top bit set on all but the last; at most 2^31 - 1, no longer than
     * needed.
     */
    int varint(String what) {
        int start = position;
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = next(what);
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                if (next == 0 && shift > 0) {
                    break;
                }
                if (value > Integer.MAX_VALUE) {
                    break;
                }
                return (int) value;
            }
        }
        throw fault(start, what + " is not a number that an encoder writes");
    }

    private static String hex(int value, int bytes) {
        return HexFormat.of().withUpperCase().toHexDigits(value, 2 * bytes);
    }

    private static SdcFormatException fault(long offset, String reason) {
        return new SdcFormatException(offset, reason);
    }
}
