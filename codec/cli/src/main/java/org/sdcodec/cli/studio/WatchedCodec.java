package org.sdcodec.cli.studio;

import java.util.List;
import org.sdcodec.Picture;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.ImageCodec;
import org.sdcodec.cli.peer.QualityScale;

/** A codec that tells a job what it does, and does no more for one that is cancelled. */
final class WatchedCodec implements ImageCodec {

    private final ImageCodec codec;
    private final Job job;
    private int tries;

    WatchedCodec(ImageCodec codec, Job job) {
        this.codec = codec;
        this.job = job;
    }

    @Override
    public String id() {
        return codec.id();
    }

    @Override
    public String name() {
        return codec.name();
    }

    @Override
    public String encoder() {
        return codec.encoder();
    }

    @Override
    public QualityScale scale() {
        return codec.scale();
    }

    @Override
    public List<Double> ladder() {
        return codec.ladder();
    }

    /** How many files a search by halves makes of the codec's settings. */
    private int expected() {
        return Integer.SIZE - Integer.numberOfLeadingZeros(scale().count()) + 1;
    }

    @Override
    public byte[] encode(Picture image, double setting) throws CodecException {
        job.check();
        job.stage("searching the same size", Math.min(tries++, expected()), expected());
        return codec.encode(image, setting);
    }

    @Override
    public Picture decode(byte[] file) throws CodecException {
        job.check();
        return codec.decode(file);
    }

    @Override
    public void close() {
        codec.close();
    }
}
