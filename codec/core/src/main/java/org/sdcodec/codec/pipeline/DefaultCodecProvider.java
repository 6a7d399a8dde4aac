package org.sdcodec.codec.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.sdcodec.Codec;
import org.sdcodec.CodecProvider;
import org.sdcodec.Preview;
import org.sdcodec.SdcInfo;

/** The implementation of the public interface's static methods. */
public final class DefaultCodecProvider implements CodecProvider {

    @Override
    public Codec.Builder builder() {
        return new SdcCodecBuilder();
    }

    @Override
    public boolean isSdc(byte[] start) {
        return EmbeddedModels.isSdc(Objects.requireNonNull(start, "start"));
    }

    @Override
    public SdcInfo info(byte[] sdc) {
        return SdcInfos.of(CodingModes.read(Objects.requireNonNull(sdc, "sdc")));
    }

    @Override
    public List<String> modes() {
        return CodingModes.names();
    }

    @Override
    public Preview embeddedPreview() {
        return PreviewDecoder.embedded();
    }

    @Override
    public Preview preview(Path model) {
        return PreviewDecoder.of(Objects.requireNonNull(model, "model"));
    }
}
