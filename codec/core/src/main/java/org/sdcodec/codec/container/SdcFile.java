package org.sdcodec.codec.container;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A parsed {@code .sdc} file: header, chunks and the still coded latent. Immutable. */
public final class SdcFile {
    /** Up to this size an encoder writes brief headers, in which half a checksum has to do. */
    public static final int MAX_BRIEF = 2048;

    private final SdcHeader header;
    private final List<SdcChunk> chunks;
    private final byte[] latent;

    /**
     * @param header what the file starts with
     * @param chunks in ascending order of their types, each type at most once; copied
     * @param latent the coded latent, at least one byte; copied
     * @throws IllegalArgumentException if the chunks are out of order or have no place in the header's form, or the
     *     latent is empty
     */
    public SdcFile(SdcHeader header, List<SdcChunk> chunks, byte[] latent) {
        this.header = header;
        this.chunks = List.copyOf(chunks);
        this.latent = latent.clone();
        for (int i = 1; i < this.chunks.size(); i++) {
            if (this.chunks.get(i - 1).type() >= this.chunks.get(i).type()) {
                throw new IllegalArgumentException("The chunks must be in ascending order of their types, but "
                        + this.chunks.get(i - 1).type() + " comes before "
                        + this.chunks.get(i).type() + ".");
            }
        }
        if (header.form() == HeaderForm.POSTCARD && !chunks.isEmpty()) {
            throw new IllegalArgumentException("A postcard has no chunks.");
        }
        if (chunk(SdcChunk.RESOLUTION).isPresent()) {
            throw new IllegalArgumentException("The resolution stands in the header, not among the chunks.");
        }
        if (latent.length == 0) {
            throw new IllegalArgumentException("The coded latent is empty, but it has at least one byte.");
        }
    }

    /** The fields of the header. */
    public SdcHeader header() {
        return header;
    }

    /**
     * The file as an encoder writes it: with a brief header if its mode has one and it has at most {@link #MAX_BRIEF}
     * bytes then.
     */
    public SdcFile withCompactHeader() {
        if (header.mode() != SdcHeader.BRIEF_MODE || header.coder() > SdcLayout.DEPENDENT_CODER) {
            return this;
        }
        SdcFile brief = new SdcFile(header.in(HeaderForm.BRIEF), chunks, latent);
        return brief.size() <= MAX_BRIEF ? brief : this;
    }

    /**
     * The file as a postcard, if one can hold it and has at most {@link #MAX_BRIEF} bytes; else {@link
     * #withCompactHeader}.
     */
    public SdcFile asPostcard() {
        boolean fits = header.mode() == SdcHeader.BRIEF_MODE
                && header.coder() == 0
                && header.reconstruction() == 0
                && header.version() == SdcHeader.VERSION
                && PostcardHeader.fits(header.width(), header.height())
                && (!header.gray() || PostcardHeader.fitsGray(header.width(), header.height(), header.resolution()))
                && chunks.isEmpty();
        if (!fits) {
            return withCompactHeader();
        }
        SdcFile postcard = new SdcFile(header.in(HeaderForm.POSTCARD), chunks, latent);
        return postcard.size() <= MAX_BRIEF ? postcard : withCompactHeader();
    }

    /** The chunks of the file's bytes: the resolution is one where the header has no field for it. */
    List<SdcChunk> storedChunks() {
        if (header.resolution() == CodedSize.FULL || header.form() == HeaderForm.POSTCARD) {
            return chunks;
        }
        SdcChunk resolution = new SdcChunk(SdcChunk.RESOLUTION, new byte[] {(byte) header.resolution()});
        return Stream.concat(chunks.stream(), Stream.of(resolution))
                .sorted(Comparator.comparingInt(SdcChunk::type))
                .toList();
    }

    /**
     * All chunks but that of the resolution, ancillary ones of unknown types included, in ascending order of their
     * types.
     */
    public List<SdcChunk> chunks() {
        return chunks;
    }

    /** The chunk of a type, if the file has it. */
    public Optional<SdcChunk> chunk(int type) {
        return chunks.stream().filter(chunk -> chunk.type() == type).findFirst();
    }

    /** This file with another chunk in the place of one of the same type, or added. */
    public SdcFile with(SdcChunk chunk) {
        List<SdcChunk> changed = new ArrayList<>(chunks);
        changed.removeIf(each -> each.type() == chunk.type());
        changed.add(chunk);
        changed.sort(Comparator.comparingInt(SdcChunk::type));
        return new SdcFile(header, changed, latent);
    }

    /** A copy of the coded latent. */
    public byte[] latent() {
        return latent.clone();
    }

    /** The number of bytes of the coded latent. */
    public int latentSize() {
        return latent.length;
    }

    /** The number of bytes of the header, checksum included. */
    public int headerSize() {
        return SdcWriter.headerSize(header);
    }

    /** Where the coded latent starts, in bytes from the start of the file; it ends with the file. */
    public long latentOffset() {
        long offset = headerSize();
        List<SdcChunk> stored = storedChunks();
        for (SdcChunk chunk : stored) {
            offset += SdcWriter.chunkSize(chunk);
        }
        return stored.isEmpty() ? offset : offset + 1;
    }

    /**
     * Where the data of a chunk of this file starts, in bytes from the start of the file.
     *
     * @throws IllegalArgumentException if the file has no chunk of that type
     */
    public long chunkOffset(int type) {
        long offset = headerSize();
        for (SdcChunk chunk : storedChunks()) {
            if (chunk.type() == type) {
                return offset + SdcWriter.chunkSize(chunk) - chunk.size();
            }
            offset += SdcWriter.chunkSize(chunk);
        }
        throw new IllegalArgumentException("The file has no chunk of type " + type + ".");
    }

    /** The number of bytes of the whole file. */
    public long size() {
        return latentOffset() + latent.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SdcFile that
                && header.equals(that.header)
                && chunks.equals(that.chunks)
                && Arrays.equals(latent, that.latent);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * header.hashCode() + chunks.hashCode()) + Arrays.hashCode(latent);
    }

    @Override
    public String toString() {
        return "SdcFile[" + header + ", " + chunks + ", latent of " + latent.length + " bytes]";
    }
}
