package org.sdcodec.benchmarks.rd;

import java.util.List;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.peer.ImageCodec;
import org.sdcodec.cli.peer.QualityScale;

/** sdcodec itself, within this JVM. */
final class SdcodecCodec implements ImageCodec {
    static final String ID = "sdcodec";
    static final String NAME = "sdcodec";

    private static final List<Double> LADDER =
            List.of(10.0, 20.0, 30.0, 36.0, 42.0, 48.0, 54.0, 60.0, 67.0, 75.0, 85.0, 100.0);

    private final Codec codec;
    private final EncodeOptions encoding;
    private final DecodeOptions decoding;
    private final String options;

    /**
     * @param codec is closed with this
     * @param encoding everything but the quality
     * @param decoding how to decode
     * @param options the user's choices in words, empty if there are none
     */
    SdcodecCodec(Codec codec, EncodeOptions encoding, DecodeOptions decoding, String options) {
        this.codec = codec;
        this.encoding = encoding;
        this.decoding = decoding;
        this.options = options;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String encoder() {
        String model = codec.model().name() + " " + codec.model().latentSpace();
        return options.isEmpty() ? model : model + " " + options;
    }

    @Override
    public QualityScale scale() {
        return new QualityScale(
                EncodeOptions.MIN_QUALITY,
                EncodeOptions.MAX_QUALITY,
                EncodeOptions.MAX_QUALITY - EncodeOptions.MIN_QUALITY + 1);
    }

    @Override
    public List<Double> ladder() {
        return LADDER;
    }

    @Override
    public byte[] encode(Picture image, double setting) {
        return codec.encode(image, encoding.withQuality((int) setting));
    }

    @Override
    public Picture decode(byte[] file) {
        return codec.decode(file, decoding);
    }

    @Override
    public void close() {
        codec.close();
    }
}
