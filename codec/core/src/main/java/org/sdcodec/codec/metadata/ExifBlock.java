package org.sdcodec.codec.metadata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Exif: a TIFF structure of a directory of the picture, and one each of the exposure and the location. Source: CIPA
 * DC-008 (Exif 2.32), section 4.6. Immutable.
 */
public final class ExifBlock {

    private static final int HEADER_BYTES = 8;
    private static final int MAGIC = 42;
    private static final int ORIENTATION = 0x0112;
    private static final int XMP = 0x02bc;
    private static final int EXPOSURE = 0x8769;
    private static final int LOCATION = 0x8825;
    private static final int INTEROPERABILITY = 0xa005;
    private static final int LONG = 4;
    private static final int SHORT = 3;

    /**
     * Of the first directory, what describes the picture and not its pixels: description, camera, resolution, program,
     * time, artist, computer, rating, copyright, and Windows' own five.
     */
    private static final Set<Integer> DESCRIPTIVE = Set.of(
            0x010e, 0x010f, 0x0110, 0x011a, 0x011b, 0x0128, 0x0131, 0x0132, 0x013b, 0x013c, 0x4746, 0x4749, 0x8298,
            0x9c9b, 0x9c9c, 0x9c9d, 0x9c9e, 0x9c9f);

    /** Of the exposure: maker note, color space and size of the pixels, interoperability, and paddings of Windows. */
    private static final Set<Integer> DROPPED =
            Set.of(0x927c, 0xa001, 0xa002, 0xa003, INTEROPERABILITY, 0xea1c, 0xea1d);

    private final byte[] bytes;
    private final ByteBuffer data;
    private final ExifDirectory picture;
    private final Optional<ExifDirectory> exposure;
    private final Optional<ExifDirectory> location;

    private ExifBlock(byte[] bytes) {
        this.bytes = bytes;
        this.data = ByteBuffer.wrap(bytes).order(order(bytes));
        if (data.getShort(2) != MAGIC) {
            throw new UnusableMetadataException("is no TIFF structure");
        }
        this.picture = ExifDirectory.read(data, data.getInt(4) & 0xffffffffL);
        this.exposure = directory(EXPOSURE);
        this.location = directory(LOCATION);
    }

    /**
     * Reads Exif; of what a camera's maker wrote nothing is looked at.
     *
     * @param tiff as {@link org.sdcodec.Metadata#withExif} takes it, or a TIFF file; not modified, and not copied
     * @throws UnusableMetadataException if anything of it lies outside of its bytes
     */
    public static ExifBlock parse(byte[] tiff) {
        return new ExifBlock(tiff);
    }

    private static ByteOrder order(byte[] bytes) {
        boolean little = bytes.length >= HEADER_BYTES && bytes[0] == 'I' && bytes[1] == 'I';
        boolean big = bytes.length >= HEADER_BYTES && bytes[0] == 'M' && bytes[1] == 'M';
        if (!little && !big) {
            throw new UnusableMetadataException("is no TIFF structure");
        }
        return little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    private Optional<ExifDirectory> directory(int tag) {
        return picture.find(tag).map(entry -> {
            if (entry.type() != LONG || entry.count() != 1) {
                throw new UnusableMetadataException("has a directory without an offset");
            }
            return ExifDirectory.read(data, data.getInt(entry.valueAt()) & 0xffffffffL);
        });
    }

    /** The XMP of a TIFF file, as it stands. */
    public Optional<byte[]> xmp() {
        return picture.find(XMP)
                .filter(entry -> entry.length() > 0)
                .map(entry -> Arrays.copyOfRange(bytes, entry.valueAt(), entry.valueAt() + entry.length()));
    }

    /** Whether it says where the picture was taken. */
    public boolean hasLocation() {
        return location.isPresent();
    }

    /**
     * What describes the picture, in a structure of its own: without thumbnail, maker note, and an orientation, as its
     * pixels are upright.
     *
     * @param withLocation whether the location stays
     * @return empty if nothing is left
     */
    public Optional<byte[]> compact(boolean withLocation) {
        List<ExifDirectory.Entry> first = sorted(picture, entry -> DESCRIPTIVE.contains(entry.tag()));
        List<ExifDirectory.Entry> second = exposure.map(found -> sorted(found, entry -> !DROPPED.contains(entry.tag())))
                .orElse(List.of());
        List<ExifDirectory.Entry> third = withLocation
                ? location.map(found -> sorted(found, entry -> true)).orElse(List.of())
                : List.of();
        if (first.isEmpty() && second.isEmpty() && third.isEmpty()) {
            return Optional.empty();
        }
        int pointers = (second.isEmpty() ? 0 : 1) + (third.isEmpty() ? 0 : 1);
        int secondAt = HEADER_BYTES + size(first, pointers);
        int thirdAt = secondAt + (second.isEmpty() ? 0 : size(second, 0));
        ByteBuffer out = ByteBuffer.allocate(thirdAt + (third.isEmpty() ? 0 : size(third, 0)))
                .order(data.order());
        out.put(bytes, 0, 2).putShort((short) MAGIC).putInt(HEADER_BYTES);
        write(out, first, second.isEmpty() ? 0 : secondAt, third.isEmpty() ? 0 : thirdAt);
        if (!second.isEmpty()) {
            write(out, second, 0, 0);
        }
        if (!third.isEmpty()) {
            write(out, third, 0, 0);
        }
        return Optional.of(out.array());
    }

    private static List<ExifDirectory.Entry> sorted(ExifDirectory directory, Predicate<ExifDirectory.Entry> kept) {
        return directory.entries().stream()
                .filter(kept)
                .filter(entry -> entry.length() > 0)
                .sorted(Comparator.comparingInt(ExifDirectory.Entry::tag))
                .toList();
    }

    /** Bytes of a directory with its values, each at an even offset. */
    private static int size(List<ExifDirectory.Entry> entries, int pointers) {
        int size = 2 + ExifDirectory.ENTRY_BYTES * (entries.size() + pointers) + 4;
        for (ExifDirectory.Entry entry : entries) {
            size += entry.length() > ExifDirectory.INLINE_BYTES ? entry.length() + (entry.length() & 1) : 0;
        }
        return size;
    }

    /** Appends a directory with its values, and with offsets of others that are not 0. */
    private void write(ByteBuffer out, List<ExifDirectory.Entry> entries, int exposureAt, int locationAt) {
        int count = entries.size() + (exposureAt > 0 ? 1 : 0) + (locationAt > 0 ? 1 : 0);
        ByteArrayOutputStream values = new ByteArrayOutputStream();
        int valuesAt = out.position() + 2 + ExifDirectory.ENTRY_BYTES * count + 4;
        out.putShort((short) count);
        int exposurePending = exposureAt;
        int locationPending = locationAt;
        for (ExifDirectory.Entry entry : entries) {
            if (exposurePending > 0 && entry.tag() > EXPOSURE) {
                pointer(out, EXPOSURE, exposurePending);
                exposurePending = 0;
            }
            if (locationPending > 0 && entry.tag() > LOCATION) {
                pointer(out, LOCATION, locationPending);
                locationPending = 0;
            }
            out.putShort((short) entry.tag()).putShort((short) entry.type()).putInt(entry.count());
            if (entry.length() <= ExifDirectory.INLINE_BYTES) {
                out.put(Arrays.copyOf(Arrays.copyOfRange(bytes, entry.valueAt(), entry.valueAt() + entry.length()), 4));
            } else {
                out.putInt(valuesAt + values.size());
                values.write(bytes, entry.valueAt(), entry.length());
                if ((entry.length() & 1) != 0) {
                    values.write(0);
                }
            }
        }
        if (exposurePending > 0) {
            pointer(out, EXPOSURE, exposurePending);
        }
        if (locationPending > 0) {
            pointer(out, LOCATION, locationPending);
        }
        out.putInt(0).put(values.toByteArray());
    }

    private static void pointer(ByteBuffer out, int tag, int offset) {
        out.putShort((short) tag).putShort((short) LONG).putInt(1).putInt(offset);
    }

    /**
     * Everything, where it is, as maker notes count from the start; only the orientation becomes that of upright
     * pixels.
     *
     * @param withLocation whether the location stays; otherwise zeros take its place
     * @throws UnusableMetadataException if that cannot be done
     */
    public byte[] whole(boolean withLocation) {
        byte[] copy = bytes.clone();
        ByteBuffer out = ByteBuffer.wrap(copy).order(data.order());
        picture.find(ORIENTATION)
                .filter(entry -> entry.type() == SHORT)
                .ifPresent(entry -> out.putShort(entry.valueAt(), (short) 1));
        if (!withLocation) {
            location.ifPresent(found -> erase(out, found));
            // Two directories may share bytes, or two entries name a location.
            if (parse(copy).hasLocation() || thumbnailHasLocation()) {
                throw new UnusableMetadataException("names the location more than once");
            }
        }
        return copy;
    }

    private boolean thumbnailHasLocation() {
        return picture.next() != 0
                && ExifDirectory.read(data, picture.next()).find(LOCATION).isPresent();
    }

    private void erase(ByteBuffer out, ExifDirectory found) {
        byte[] array = out.array();
        for (ExifDirectory.Entry entry : found.entries()) {
            Arrays.fill(array, entry.valueAt(), entry.valueAt() + entry.length(), (byte) 0);
        }
        int end =
                found.offset() + 2 + ExifDirectory.ENTRY_BYTES * found.entries().size() + 4;
        Arrays.fill(array, found.offset(), end, (byte) 0);
        // The entry that names it: those behind it, and the offset of the next directory, move up.
        int entry = picture.find(LOCATION).orElseThrow().at();
        int pictureEnd = picture.offset()
                + 2
                + ExifDirectory.ENTRY_BYTES * picture.entries().size()
                + 4;
        System.arraycopy(
                array, entry + ExifDirectory.ENTRY_BYTES, array, entry, pictureEnd - entry - ExifDirectory.ENTRY_BYTES);
        Arrays.fill(array, pictureEnd - ExifDirectory.ENTRY_BYTES, pictureEnd, (byte) 0);
        out.putShort(picture.offset(), (short) (picture.entries().size() - 1));
    }
}
