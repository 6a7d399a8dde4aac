package org.sdcodec.cli.image;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Writes TIFF files of any layout, without compression, for tests. */
final class TiffFile {
    private final boolean little;
    private final boolean big;
    private final List<Directory> directories = new ArrayList<>();

    TiffFile(boolean little, boolean big) {
        this.little = little;
        this.big = big;
    }

    /** The tags of one picture. */
    static final class Directory {
        private final List<long[]> tags = new ArrayList<>();
        private byte[][] segments = {};
        private boolean tiled;
        private int subDirectory = -1;

        /** A tag of that type: 1 BYTE, 3 SHORT, 4 LONG. Tags have to be given in ascending order. */
        Directory tag(int tag, int type, long... values) {
            long[] all = new long[values.length + 2];
            all[0] = tag;
            all[1] = type;
            System.arraycopy(values, 0, all, 2, values.length);
            tags.add(all);
            return this;
        }

        Directory strips(byte[]... strips) {
            segments = strips;
            return this;
        }

        Directory tiles(byte[]... tiles) {
            segments = tiles;
            tiled = true;
            return this;
        }

        /**
         * Names another directory of the file, by its index, as one inside of this; it does not follow the others then.
         */
        Directory inside(int directory) {
            subDirectory = directory;
            return this;
        }
    }

    Directory add() {
        Directory directory = new Directory();
        directories.add(directory);
        return directory;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(little ? 'I' : 'M');
        out.write(little ? 'I' : 'M');
        number(out, big ? 43 : 42, 2);
        if (big) {
            number(out, 8, 2);
            number(out, 0, 2);
        }
        int header = big ? 16 : 8;
        // Lengths are known before offsets are written: data of all directories first, then the directories.
        List<long[]> offsets = new ArrayList<>();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (Directory directory : directories) {
            long[] at = new long[directory.segments.length];
            for (int i = 0; i < at.length; i++) {
                at[i] = header + data.size();
                data.writeBytes(directory.segments[i]);
                pad(data);
            }
            offsets.add(at);
        }
        int entryBytes = big ? 20 : 12;
        long[] starts = new long[directories.size()];
        long at = header + data.size();
        List<List<long[]>> all = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            all.add(tags(directories.get(i), offsets.get(i)));
            starts[i] = at;
            at += (big ? 16 : 6) + (long) entryBytes * all.get(i).size() + outside(all.get(i));
        }
        number(out, starts[0], big ? 8 : 4);
        out.writeBytes(data.toByteArray());
        boolean[] hidden = new boolean[starts.length];
        for (Directory directory : directories) {
            if (directory.subDirectory >= 0) {
                hidden[directory.subDirectory] = true;
            }
        }
        for (int i = 0; i < starts.length; i++) {
            long next = 0;
            for (int k = i + 1; k < starts.length && next == 0; k++) {
                next = hidden[k] ? 0 : starts[k];
            }
            write(out, all.get(i), starts, hidden[i] ? 0 : next);
        }
        return out.toByteArray();
    }

    private List<long[]> tags(Directory directory, long[] offsets) {
        List<long[]> tags = new ArrayList<>(directory.tags);
        if (offsets.length > 0) {
            long[] at = new long[offsets.length + 2];
            long[] counts = new long[offsets.length + 2];
            at[0] = directory.tiled ? 324 : 273;
            counts[0] = directory.tiled ? 325 : 279;
            at[1] = 4;
            counts[1] = 4;
            for (int i = 0; i < offsets.length; i++) {
                at[i + 2] = offsets[i];
                counts[i + 2] = directory.segments[i].length;
            }
            tags.add(at);
            tags.add(counts);
        }
        if (directory.subDirectory >= 0) {
            tags.add(new long[] {330, 4, ~directory.subDirectory});
        }
        tags.sort((a, b) -> Long.compare(a[0], b[0]));
        return tags;
    }

    private int size(long[] tag) {
        return (tag.length - 2) * (tag[1] == 3 ? 2 : tag[1] == 4 ? 4 : 1);
    }

    private long outside(List<long[]> tags) {
        return tags.stream()
                .mapToLong(t -> size(t) > (big ? 8 : 4) ? size(t) + (size(t) & 1) : 0)
                .sum();
    }

    private void write(ByteArrayOutputStream out, List<long[]> tags, long[] starts, long next) {
        int inline = big ? 8 : 4;
        long outside = out.size() + (big ? 16 : 6) + (long) (big ? 20 : 12) * tags.size();
        ByteArrayOutputStream values = new ByteArrayOutputStream();
        number(out, tags.size(), big ? 8 : 2);
        for (long[] tag : tags) {
            number(out, tag[0], 2);
            number(out, tag[1], 2);
            number(out, tag.length - 2, inline);
            int bytes = size(tag) / (tag.length - 2);
            ByteArrayOutputStream own = new ByteArrayOutputStream();
            for (int i = 2; i < tag.length; i++) {
                number(own, tag[i] < 0 ? starts[(int) ~tag[i]] : tag[i], bytes);
            }
            if (own.size() > inline) {
                number(out, outside + values.size(), inline);
                values.writeBytes(own.toByteArray());
                pad(values);
            } else {
                out.writeBytes(own.toByteArray());
                number(out, 0, inline - own.size());
            }
        }
        number(out, next, inline);
        out.writeBytes(values.toByteArray());
    }

    private static void pad(ByteArrayOutputStream out) {
        if ((out.size() & 1) != 0) {
            out.write(0);
        }
    }

    void number(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >> 8 * (little ? i : bytes - 1 - i)));
        }
    }

    /** Samples of the same number of bits, packed into rows of whole bytes; 16-bit samples in the file's byte order. */
    byte[] pack(int[] samples, int perRow, int bits) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int row = 0; row < samples.length; row += perRow) {
            int buffer = 0;
            int filled = 0;
            for (int i = row; i < row + perRow; i++) {
                if (bits == 16) {
                    number(out, samples[i], 2);
                    continue;
                }
                buffer = buffer << bits | samples[i];
                filled += bits;
                while (filled >= 8) {
                    out.write(buffer >> filled - 8);
                    filled -= 8;
                    buffer &= (1 << filled) - 1;
                }
            }
            if (filled > 0) {
                out.write(buffer << 8 - filled);
            }
        }
        return out.toByteArray();
    }
}
