package org.sdcodec.codec.metadata;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.sdcodec.Metadata;
import org.sdcodec.MetadataKind;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;

/** {@link Metadata} as chunks of a file, each deflated (RFC 1951). */
public final class MetadataChunks {

    /** The most bytes of each, inflated: a few bytes of a file can become a thousand times as many. */
    public static final int MAX_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 1 << 13;

    /** No deflated byte becomes more than 1032. */
    private static final long MOST_GROWTH = 1032;

    private MetadataChunks() {}

    /**
     * What a file keeps.
     *
     * @param chunks in ascending order of types
     * @param bytes of their contents, inflated
     * @param reasons a sentence for each part that was to be kept and cannot be
     */
    public record Kept(List<SdcChunk> chunks, long bytes, List<String> reasons) {}

    /**
     * The chunks of what is to be kept.
     *
     * @param metadata not checked yet
     * @param kept what of it
     */
    public static Kept of(Metadata metadata, Set<MetadataKind> kept) {
        List<String> reasons = new ArrayList<>();
        long bytes = 0;
        boolean location = kept.contains(MetadataKind.LOCATION);
        boolean details = kept.contains(MetadataKind.DETAILS);
        List<SdcChunk> chunks = new ArrayList<>();
        if (kept.contains(MetadataKind.EXIF) && metadata.exif().isPresent()) {
            bytes += add(chunks, SdcChunk.EXIF, "Exif", reasons, () -> {
                ExifBlock exif = ExifBlock.parse(metadata.exif().get());
                return details ? Optional.of(exif.whole(location)) : exif.compact(location);
            });
        }
        if (kept.contains(MetadataKind.XMP) && metadata.xmp().isPresent()) {
            bytes += add(
                    chunks,
                    SdcChunk.XMP,
                    "XMP",
                    reasons,
                    () -> Optional.of(XmpPacket.compact(metadata.xmp().get(), location)));
        }
        if (kept.contains(MetadataKind.ICC) && metadata.icc().isPresent()) {
            bytes += add(chunks, SdcChunk.ICC, "the color profile", reasons, metadata::icc);
        }
        return new Kept(chunks, bytes, reasons);
    }

    private static long add(
            List<SdcChunk> chunks, int type, String name, List<String> reasons, Supplier<Optional<byte[]>> content) {
        try {
            byte[] bytes = content.get().orElse(new byte[0]);
            if (bytes.length > MAX_BYTES) {
                throw new UnusableMetadataException(
                        "has " + bytes.length + " bytes, more than the " + MAX_BYTES + " that a file holds");
            }
            if (bytes.length > 0) {
                chunks.add(new SdcChunk(type, deflate(bytes)));
            }
            return bytes.length;
        } catch (UnusableMetadataException e) {
            reasons.add(name + " is left out: it " + e.getMessage());
            return 0;
        }
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /**
     * What a file holds.
     *
     * @throws SdcFormatException if a chunk is damaged, or has more than {@link #MAX_BYTES} when inflated
     */
    public static Metadata of(SdcFile file) {
        Metadata found = Metadata.NONE;
        Optional<byte[]> exif = inflated(file, SdcChunk.EXIF);
        Optional<byte[]> xmp = inflated(file, SdcChunk.XMP);
        Optional<byte[]> icc = inflated(file, SdcChunk.ICC);
        found = exif.isPresent() ? found.withExif(exif.get()) : found;
        found = xmp.isPresent() ? found.withXmp(xmp.get()) : found;
        return icc.isPresent() ? found.withIcc(icc.get()) : found;
    }

    /** How many bytes the chunks of a file have. */
    public static int bytes(SdcFile file) {
        return file.chunks().stream()
                .filter(chunk -> chunk.type() >= SdcChunk.EXIF && chunk.type() <= SdcChunk.ICC)
                .mapToInt(SdcChunk::size)
                .sum();
    }

    private static Optional<byte[]> inflated(SdcFile file, int type) {
        return file.chunk(type).map(chunk -> {
            try {
                return inflate(chunk.data());
            } catch (DataFormatException e) {
                throw new SdcFormatException(
                        file.chunkOffset(type), "the metadata of a chunk of type " + type + " is damaged");
            }
        });
    }

    private static byte[] inflate(byte[] data) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(data);
            // One more, to see whether there is more.
            byte[] bytes = new byte[(int) Math.min(MAX_BYTES, data.length * MOST_GROWTH) + 1];
            int length = 0;
            while (!inflater.finished() && length < bytes.length) {
                int count = inflater.inflate(bytes, length, bytes.length - length);
                if (count == 0 && !inflater.finished()) {
                    throw new DataFormatException();
                }
                length += count;
            }
            if (length == 0 || length > MAX_BYTES || !inflater.finished() || inflater.getRemaining() > 0) {
                throw new DataFormatException();
            }
            return Arrays.copyOf(bytes, length);
        } finally {
            inflater.end();
        }
    }
}
