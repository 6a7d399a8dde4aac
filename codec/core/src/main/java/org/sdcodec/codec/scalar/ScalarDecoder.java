package org.sdcodec.codec.scalar;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SliceTable;
import org.sdcodec.codec.entropy.CoderThreads;
import org.sdcodec.codec.entropy.CodingProgress;
import org.sdcodec.codec.entropy.LatentCoder;
import org.sdcodec.codec.entropy.LatentPart;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.SliceGrid;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.mode.PartialLatent;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.quant.CompactSymbols;
import org.sdcodec.engine.network.Area;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.vae.LatentSource;

/** Decodes a latent of mode scalar: all of it, the slices of an area, or what is not damaged. Immutable. */
public final class ScalarDecoder {
    private final ScalarParameters parameters;
    private final byte[] coded;
    private final LatentShape shape;
    private final LatentPrior prior;
    private final CoderThreads threads;
    private final SliceTable table;
    private final SliceGrid grid;

    /**
     * @param header of mode scalar
     * @param coded the coded latent, whole or cut short; not modified
     * @param prior with which it was coded
     * @throws SdcFormatException if the table of slices is damaged
     */
    public ScalarDecoder(SdcHeader header, byte[] coded, LatentShape shape, LatentPrior prior, CoderThreads threads) {
        this.parameters = ScalarParameters.of(header);
        this.coded = coded;
        this.shape = shape;
        this.prior = prior;
        this.threads = threads;
        table = SliceTable.of(header, coded);
        if (table.rows() > shape.rows() || table.columns() > shape.columns()) {
            throw new SdcFormatException(
                    0,
                    "a latent of " + shape.rows() + " x " + shape.columns() + " cells cannot have " + table.rows()
                            + " x " + table.columns() + " slices");
        }
        grid = new SliceGrid(shape.rows(), shape.columns(), table.rows(), table.columns());
    }

    /** How the latent is cut. */
    public SliceGrid grid() {
        return grid;
    }

    /**
     * All values, in the scale of the diffusion model.
     *
     * @param progress receives how many rows of slices are done
     * @throws SdcFormatException if a slice is damaged; its offset counts from the start of the coded latent
     */
    public LatentSource decode(BlockListener progress) {
        return decode(IntStream.range(0, grid.count()).toArray(), progress);
    }

    /**
     * The values of the slices that have cells in an area, 0 for the others; only these slices are read.
     *
     * @param progress receives how many rows of slices are done
     * @throws SdcFormatException if one of them is damaged
     */
    public LatentSource decode(Area area, BlockListener progress) {
        return decode(grid.slices(area), progress);
    }

    private LatentSource decode(int[] slices, BlockListener listener) {
        table.requireEnd(coded);
        CompactSymbols[] symbols = new CompactSymbols[grid.count()];
        CodingProgress progress = progress(slices, listener);
        threads.workers().run(slices.length, k -> {
            int i = slices[k];
            byte[] bytes = table.slice(coded, i);
            if (bytes.length < table.offsets()[i + 1] - table.offsets()[i] || !table.isIntact(bytes, i)) {
                throw new SdcFormatException(table.offsets()[i], "slice " + i + " of the coded latent is damaged");
            }
            try {
                symbols[i] = CompactSymbols.of(LatentCoder.decode(bytes, frame(i), progress));
            } catch (SdcFormatException e) {
                throw e.within(table.offsets()[i]);
            }
        });
        progress.end();
        return latent(symbols);
    }

    /**
     * The values that are there, 0 for the others. A slice that is cut short is decoded as far as it goes; of several
     * slices, one that is damaged is left out.
     *
     * @param listener receives how many rows of slices are done
     * @param partial receives how much of the latent there was
     */
    public LatentSource decodePart(BlockListener listener, Consumer<PartialLatent> partial) {
        CodingProgress progress = progress(IntStream.range(0, grid.count()).toArray(), listener);
        Area[] missing = new Area[grid.count()];
        CompactSymbols[] symbols = new CompactSymbols[grid.count()];
        AtomicLong known = new AtomicLong();
        AtomicInteger channels = new AtomicInteger(shape.channels());
        int[] rows = new int[grid.count()];
        threads.workers().run(grid.count(), i -> {
            byte[] bytes = table.slice(coded, i);
            boolean whole = bytes.length == table.offsets()[i + 1] - table.offsets()[i];
            Area area = grid.area(i);
            if (whole && !table.isIntact(bytes, i)) {
                channels.set(0);
                missing[i] = area;
                return;
            }
            LatentPart part = whole && grid.count() > 1
                    ? intact(bytes, i, progress)
                    : LatentCoder.decodePart(bytes, frame(i), progress);
            if (part.wholeRows() < area.height()) {
                int rest = area.height() - part.wholeRows();
                missing[i] = new Area(area.bottom() - rest, area.left(), rest, area.width());
            }
            known.addAndGet(part.known());
            channels.accumulateAndGet(part.wholeChannels(), Math::min);
            rows[i] = part.wholeRows();
            symbols[i] = CompactSymbols.of(part.symbols());
        });
        progress.end();
        partial.accept(new PartialLatent(
                known.get(),
                shape.size(),
                channels.get(),
                shape.channels(),
                wholeRows(rows),
                shape.rows(),
                Stream.of(missing).filter(Objects::nonNull).toList()));
        return latent(symbols);
    }

    /** @param rows of each slice */
    private int wholeRows(int[] rows) {
        int whole = 0;
        for (int band = 0; band < grid.rows(); band++) {
            int first = band * grid.columns();
            int least =
                    IntStream.of(rows).skip(first).limit(grid.columns()).min().orElseThrow();
            whole += least;
            if (least < grid.area(first).height()) {
                break;
            }
        }
        return whole;
    }

    private CodingProgress progress(int[] slices, BlockListener listener) {
        long rows = IntStream.of(slices)
                .mapToLong(i -> LatentCoder.rows(grid.area(i).height(), shape.channels(), prior))
                .sum();
        return new CodingProgress(rows, listener);
    }

    private LatentSource latent(CompactSymbols[] symbols) {
        return new SlicedLatent(grid, shape.channels(), parameters, symbols);
    }

    /**
     * What a decode of the slices that have cells in an area takes.
     *
     * @param threads that share them
     */
    CodingMode.DecodeBytes bytes(Area area, int threads) {
        int[] slices = grid.slices(area);
        long cells = IntStream.of(slices).mapToLong(i -> cells(grid.area(i))).sum();
        long kept = CompactSymbols.expectedBytes(parameters.unit()) * cells * shape.channels();
        long largest = (long) grid.largest() * shape.channels();
        long coder = LatentCoder.bytes(largest, shape.channels(), parameters.quantization());
        return new CodingMode.DecodeBytes(kept + Math.min(threads, slices.length) * coder, kept);
    }

    /** A slice whose check is right; all the same, an encoder may have written it for something else. */
    private LatentPart intact(byte[] bytes, int i, Runnable row) {
        try {
            return LatentPart.whole(LatentCoder.decode(bytes, frame(i), row));
        } catch (SdcFormatException e) {
            return LatentCoder.decodePart(bytes, frame(i), row);
        }
    }

    private LatentCoder.Frame frame(int i) {
        Area area = grid.area(i);
        return new LatentCoder.Frame(
                area.height(),
                area.width(),
                shape.channels(),
                parameters.stepCode(),
                parameters.quantization(),
                prior,
                threads);
    }

    private static int cells(Area area) {
        return area.height() * area.width();
    }
}
