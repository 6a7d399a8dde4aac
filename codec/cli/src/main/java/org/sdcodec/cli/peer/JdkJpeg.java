package org.sdcodec.cli.peer;

import java.util.List;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.JpegEncoder;

/** JPEG with the JDK's encoder, where libjpeg-turbo's is not installed. */
public final class JdkJpeg implements ImageCodec {

    @Override
    public String id() {
        return PeerTools.JPEG;
    }

    @Override
    public String name() {
        return "JPEG";
    }

    @Override
    public String encoder() {
        return "JDK, baseline, fitted Huffman tables";
    }

    @Override
    public QualityScale scale() {
        return PeerTools.JPEG_SCALE;
    }

    @Override
    public List<Double> ladder() {
        return PeerTools.JPEG_LADDER;
    }

    @Override
    public byte[] encode(Picture image, double setting) {
        return JpegEncoder.encode(image, (int) setting);
    }

    @Override
    public Picture decode(byte[] file) {
        return ImageFiles.read(file, "the JPEG", DecodeOptions.DEFAULT_MAX_PIXELS)
                .picture();
    }
}
