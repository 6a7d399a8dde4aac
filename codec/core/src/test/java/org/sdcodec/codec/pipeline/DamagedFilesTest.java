package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.ModelException;
import org.sdcodec.Picture;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcInfo;
import org.sdcodec.codec.container.HeaderForm;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.testing.SyntheticPictures;

/**
 * About a thousand damaged files, most with a checksum that fits again, so that the damage reaches the chunks and the coder: each
 * gives a picture of the size that its header says, or one of the exceptions that {@link Codec#decode} documents.
 */
class DamagedFilesTest {
    private static final long SEED = 7_402_113;
    private static final int CASES = 1000;

    /** Where the byte with the flags is, in brief headers and in full ones, and its flags. See FORMAT.md. */
    private static final int BRIEF_LAYOUT = 2;

    private static final int LAYOUT = 3;
    private static final int BRIEF_SQUARE = 1;
    private static final int SQUARE = 0x40;
    private static final int BRIEF_CHUNKS = 2;
    private static final int HAS_CHUNKS = 0x80;
    private static final int BRIEF_WHOLE_STEPS = 4;

    private enum Damage {
        FLIPPED_BITS,
        CHANGED_PAYLOAD,
        CHANGED_HEADER,
        OTHER_MODE,
        OTHER_SIZE,
        HUGE_LENGTH,
        TRUNCATED,
        EXTENDED,
        REMOVED_SLICE,
        FILLED_SLICE
    }

    private enum Outcome {
        PICTURE,
        FORMAT,
        MODEL,
        TOO_LARGE
    }

    @Test
    @Timeout(value = 180, threadMode = ThreadMode.SEPARATE_THREAD)
    void everyDamagedFileIsAPictureOrOneOfTheDocumentedExceptions() {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        try (Codec codec = Codec.builder().threads(2).build()) {
            List<byte[]> files = files(codec);
            for (int i = 0; i < CASES; i++) {
                Random random = new Random(SEED + i);
                byte[] file = files.get(random.nextInt(files.size()));
                Damage damage = Damage.values()[i % Damage.values().length];
                byte[] damaged = damaged(file, damage, random);
                boolean repaired = random.nextInt(5) > 0;
                if (repaired) {
                    repairChecksum(damaged);
                }
                String what = "seed " + SEED + ", case " + i + ": " + damage + (repaired ? ", checksum repaired" : "");
                outcomes.merge(decode(codec, damaged, what), 1, Integer::sum);
            }
        }
        // All are there, and neither early refusals nor harmless damage are nearly all.
        assertThat(outcomes).as("seed %d", SEED).containsOnlyKeys(Outcome.values());
        assertThat(outcomes.get(Outcome.PICTURE)).as("seed %d", SEED).isBetween(CASES / 50, CASES / 2);
    }

    private static Outcome decode(Codec codec, byte[] damaged, String what) {
        try {
            Picture picture = codec.decode(damaged);
            SdcInfo info = Codec.info(damaged);
            assertThat(picture.width()).as(what).isEqualTo(info.width());
            assertThat(picture.height()).as(what).isEqualTo(info.height());
            return Outcome.PICTURE;
        } catch (SdcFormatException e) {
            assertThat(e.offset()).as(what).isBetween(0L, (long) damaged.length);
            assertThat(e).as(what).message().isNotBlank().doesNotContain("\n");
            return Outcome.FORMAT;
        } catch (ModelException e) {
            assertThat(e).as(what).message().isNotBlank().doesNotContain("\n");
            return Outcome.MODEL;
        } catch (PictureTooLargeException e) {
            return Outcome.TOO_LARGE;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what + " gave " + e, e);
        }
    }

    private static byte[] damaged(byte[] file, Damage damage, Random random) {
        byte[] bytes = file.clone();
        int payload = checksumOffset(file) + checksumSize(file);
        switch (damage) {
            case FLIPPED_BITS:
                for (int n = random.nextInt(8); n >= 0; n--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                return bytes;
            case CHANGED_PAYLOAD:
                for (int n = random.nextInt(8); n >= 0; n--) {
                    bytes[payload + random.nextInt(bytes.length - payload)] = (byte) random.nextInt();
                }
                return bytes;
            case CHANGED_HEADER:
                bytes[random.nextInt(checksumOffset(file))] = (byte) random.nextInt();
                return bytes;
            case OTHER_MODE:
                bytes[layout(file)] ^= (byte) (1 + random.nextInt(3));
                return bytes;
            case OTHER_SIZE:
                // The largest need more memory than test machines have; those between would only take long.
                return random.nextInt(4) == 0
                        ? resized(file, 65535 - random.nextInt(9), 32767 - random.nextInt(9))
                        : resized(file, 1 + random.nextInt(120), 1 + random.nextInt(120));
            case HUGE_LENGTH:
                // Where the first chunk's type and length are, or would be.
                bytes[layout(file)] |= (byte) (isBrief(file) ? BRIEF_CHUNKS : HAS_CHUNKS);
                int start = payload + random.nextInt(2);
                Arrays.fill(bytes, start, Math.min(bytes.length, start + 1 + random.nextInt(6)), (byte) 0xFF);
                return bytes;
            case TRUNCATED:
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case EXTENDED:
                byte[] added = new byte[1 + random.nextInt(64)];
                random.nextBytes(added);
                byte[] longer = Arrays.copyOf(bytes, bytes.length + added.length);
                System.arraycopy(added, 0, longer, bytes.length, added.length);
                return longer;
            case REMOVED_SLICE:
                int from = random.nextInt(bytes.length);
                int to = from + 1 + random.nextInt(bytes.length - from);
                ByteBuffer rest = ByteBuffer.allocate(bytes.length - (to - from));
                return rest.put(bytes, 0, from)
                        .put(bytes, to, bytes.length - to)
                        .array();
            case FILLED_SLICE:
                int first = random.nextInt(bytes.length);
                Arrays.fill(bytes, first, first + random.nextInt(bytes.length - first), (byte)
                        (random.nextBoolean() ? 0 : random.nextInt()));
                return bytes;
        }
        throw new AssertionError(damage);
    }

    /** The file with other numbers for width and height. */
    private static byte[] resized(byte[] file, int width, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int layout = layout(file);
        int square = isBrief(file) ? BRIEF_SQUARE : SQUARE;
        out.write(file, 0, layout);
        out.write(width == height ? file[layout] | square : file[layout] & ~square);
        writeVarint(width, out);
        if (width != height) {
            writeVarint(height, out);
        }
        int rest = checksumOffset(file) - afterSize(file);
        out.write(file, rest, file.length - rest);
        return out.toByteArray();
    }

    private static void writeVarint(int value, ByteArrayOutputStream out) {
        int rest = value;
        for (; rest >= 0x80; rest >>>= 7) {
            out.write(rest | 0x80);
        }
        out.write(rest);
    }

    private static boolean isBrief(byte[] file) {
        return file.length > BRIEF_LAYOUT && (file[BRIEF_LAYOUT] & 0xF0) == 0xB0;
    }

    private static int layout(byte[] file) {
        return isBrief(file) ? BRIEF_LAYOUT : LAYOUT;
    }

    private static int checksumSize(byte[] file) {
        return isBrief(file) ? 2 : 4;
    }

    /** Bytes between size and checksum: step, reconstruction and fingerprint. */
    private static int afterSize(byte[] file) {
        if (!isBrief(file)) {
            return 6;
        }
        return (file[BRIEF_LAYOUT] & BRIEF_WHOLE_STEPS) != 0 ? 3 : 4;
    }

    /** Where the checksum lies. May lie behind the end. */
    private static int checksumOffset(byte[] file) {
        int layout = layout(file);
        if (file.length <= layout) {
            return file.length;
        }
        int at = layout + 1;
        for (int sides = (file[layout] & (isBrief(file) ? BRIEF_SQUARE : SQUARE)) != 0 ? 1 : 2; sides > 0; sides--) {
            while (at < file.length && file[at] < 0) {
                at++;
            }
            at++;
        }
        return at + afterSize(file);
    }

    /** Makes the checksum fit what the file holds now, if its place still exists. */
    private static void repairChecksum(byte[] file) {
        int at = checksumOffset(file);
        int size = checksumSize(file);
        if (at + size > file.length) {
            return;
        }
        if (isBrief(file)) {
            ByteBuffer.wrap(file).putShort(at, (short) crc16(file, at));
            return;
        }
        CRC32 checksum = new CRC32();
        checksum.update(file, 0, at);
        checksum.update(file, at + size, file.length - at - size);
        ByteBuffer.wrap(file).putInt(at, (int) checksum.getValue());
    }

    /** CRC-16 with the polynomial 1021, of all bytes but the two at {@code at}. */
    private static int crc16(byte[] file, int at) {
        int register = 0xFFFF;
        for (int bit = 0; bit < 8 * file.length; bit++) {
            if (bit / 8 != at && bit / 8 != at + 1) {
                int top = register >> 15 ^ file[bit / 8] >> 7 - bit % 8 & 1;
                register = (register << 1 ^ top * 0x1021) & 0xFFFF;
            }
        }
        return register;
    }

    private static List<byte[]> files(Codec codec) {
        List<byte[]> files = new ArrayList<>();
        int[][] sizes = {{1, 1}, {8, 8}, {24, 40}, {48, 48}, {33, 17}};
        for (int[] size : sizes) {
            files.add(codec.encode(picture(size[0], size[1], false), EncodeOptions.DEFAULT.withQuality(70)));
            files.add(codec.encode(picture(size[0], size[1], true), EncodeOptions.DEFAULT.withQuality(30)));
        }
        for (byte[] brief : List.copyOf(files)) {
            files.add(inFull(brief, codec));
        }
        for (byte[] file : files) {
            byte[] copy = file.clone();
            repairChecksum(copy);
            assertThat(copy).as("repairing an undamaged file").isEqualTo(file);
        }
        return files;
    }

    /** A file with a brief header as it were if it was long. */
    private static byte[] inFull(byte[] brief, Codec codec) {
        SdcFile file = CodingModes.read(brief);
        SdcHeader h = file.header();
        assertThat(h.form()).isEqualTo(HeaderForm.BRIEF);
        int fingerprint = Integer.parseUnsignedInt(codec.model().fingerprints().get("scalar"), 16);
        SdcHeader full = new SdcHeader(
                        h.width(),
                        h.height(),
                        h.mode(),
                        h.coder(),
                        h.stepCode(),
                        h.reconstruction(),
                        fingerprint,
                        HeaderForm.FULL)
                .withResolution(h.resolution());
        return SdcWriter.write(new SdcFile(full, file.chunks(), file.latent()));
    }

    /** Coarse noise over a gradient; the alpha varies as well. */
    private static Picture picture(int width, int height, boolean alpha) {
        Random random = new Random(SEED);
        return SyntheticPictures.of(width, height, (x, y) -> {
            int opacity = alpha ? (x * 9 + y) & 0xFF : 0xFF;
            int red = (x * 5 + y * 3) & 0xFF;
            int blue = 100 + random.nextInt(40);
            return opacity << 24 | red << 16 | (255 - red) << 8 | blue;
        });
    }
}
