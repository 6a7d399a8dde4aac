package org.sdcodec.spark.work;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ReadPicture;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.metrics.Ssimulacra2;

/** What can be made of the content of a file: the work of one row. */
public enum Conversion {
    /** A picture file (JPEG, PNG, …) to an {@code .sdc} file, the same bytes as the command line makes. */
    ENCODE("sdc") {
        @Override
        Converted run(byte[] input, ConversionOptions options, ExecutorCodec shared) {
            ReadPicture read = ImageFiles.read(input, NAME, shared.maxPixels());
            return encoded(read.picture(), options, shared, String.join("; ", read.warnings()));
        }
    },
    /** An {@code .sdc} file to another one, through its pixels. */
    REENCODE("sdc") {
        @Override
        Converted run(byte[] input, ConversionOptions options, ExecutorCodec shared) {
            Picture picture = shared.codec().decode(input, options.decode().withMaxPixels(shared.maxPixels()));
            return encoded(picture, options, shared, "");
        }
    },
    /** An {@code .sdc} file to a picture file. */
    DECODE("picture") {
        @Override
        Converted run(byte[] input, ConversionOptions options, ExecutorCodec shared) {
            DecodeOptions decode = options.decode().withMaxPixels(shared.maxPixels());
            Picture picture = options.preview()
                    ? shared.preview().decode(input, decode)
                    : shared.codec().decode(input, decode);
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            try {
                ImageFiles.write(picture, options.format(), options.jpegQuality(), file);
            } catch (IOException e) {
                // Writes to memory.
                throw new UncheckedIOException(e);
            }
            return new Converted(file.toByteArray(), picture.width(), picture.height(), null, null, null, null);
        }
    };

    /** What messages call the input, whose path stands in another column. */
    static final String NAME = "picture";

    private final String result;

    Conversion(String result) {
        this.result = result;
    }

    /** The column of the result: {@code sdc} or {@code picture}. */
    public String result() {
        return result;
    }

    /** The conversion of this name, in any case. */
    public static Conversion named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /**
     * Checks options before any row is read.
     *
     * @throws IllegalArgumentException if one is unknown, or its value out of range
     */
    public ConversionOptions options(Map<String, String> options) {
        return ConversionOptions.parse(this, options);
    }

    /**
     * Converts the content of a file on the codec of this JVM. What is wrong with this input becomes an
     * {@linkplain Converted#error() error}.
     *
     * @param input the whole file; not modified
     * @throws org.sdcodec.InterruptedCallException if Spark ends the task while it waits for memory
     * @throws org.sdcodec.OptionsException if the options suit no input
     * @throws org.sdcodec.ModelException if the model cannot be used
     */
    public Converted convert(byte[] input, ConversionOptions options) {
        ExecutorCodec shared = ExecutorCodec.get();
        try {
            return run(input, options, shared);
        } catch (RuntimeException | StackOverflowError e) {
            return Converted.failed(BadInput.reason(e));
        }
    }

    abstract Converted run(byte[] input, ConversionOptions options, ExecutorCodec shared);

    private static Converted encoded(
            Picture picture, ConversionOptions options, ExecutorCodec shared, String warnings) {
        Codec codec = shared.codec();
        EncodeOptions encode = options.encode();
        byte[] sdc = codec.encode(picture, encode);
        Double psnr = null;
        Double ssimulacra2 = null;
        if (options.metrics()) {
            Picture decoded = codec.decode(sdc);
            psnr = Psnr.of(picture, decoded);
            ssimulacra2 = Math.min(picture.width(), picture.height()) < Ssimulacra2.MIN_SIDE
                    ? null
                    : (Double) Ssimulacra2.of(picture, decoded, shared.workers());
        }
        return new Converted(
                sdc, picture.width(), picture.height(), psnr, ssimulacra2, warnings.isEmpty() ? null : warnings, null);
    }
}
