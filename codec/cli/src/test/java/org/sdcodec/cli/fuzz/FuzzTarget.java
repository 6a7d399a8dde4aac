package org.sdcodec.cli.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Limits;
import org.sdcodec.Metadata;
import org.sdcodec.MetadataKind;
import org.sdcodec.Preview;
import org.sdcodec.SdcodecException;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormatException;
import org.sdcodec.cli.json.JsonObjects;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.metadata.ExifTexts;
import org.sdcodec.codec.metadata.MetadataChunks;
import org.sdcodec.codec.metadata.UnusableMetadataException;
import org.sdcodec.codec.packet.TextForm;
import org.sdcodec.codec.pipeline.CodingModes;
import org.sdcodec.codec.testing.SdcBytes;
import org.sdcodec.weights.TensorInfo;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.json.Json;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.testing.RawFile;

/**
 * A parser of untrusted bytes. {@link #run} accepts any bytes and ends normally, unless the parser throws what it does
 * not document, which {@code run} passes on.
 */
enum FuzzTarget {

    /** A {@code .sdc} file whose checksum is made right: header, chunks, metadata, and the latent of small pictures. */
    CONTAINER {
        @Override
        void run(byte[] input) {
            byte[] file = input.clone();
            SdcBytes.repairChecksum(file, file);
            expect(SdcodecException.class, () -> Codec.info(file));
            expect(SdcodecException.class, () -> {
                SdcFile parsed = CodingModes.read(file);
                MetadataChunks.of(parsed);
            });
            expect(SdcodecException.class, () -> CodingModes.readUnchecked(file));
            expect(SdcodecException.class, () -> Preview.embedded().decode(file, OPTIONS));
        }
    },

    /** A safetensors file. */
    SAFETENSORS {
        @Override
        void run(byte[] input) {
            expect(WeightsException.class, () -> {
                Safetensors file = RawFile.open(input);
                file.metadata();
                for (String name : file.names()) {
                    TensorInfo info = file.info(name);
                    if (info.dtype().isFloat()) {
                        file.floats(name);
                    }
                }
            });
        }
    },

    /** A JSON text: a model's configuration, an index of weights, a request to the studio. */
    JSON {
        @Override
        void run(byte[] input) {
            expect(WeightsException.class, () -> Json.parseObject(input, ORIGIN));
            expect(WeightsException.class, () -> ConfigQueries.all(Json.parseConfig(input, ORIGIN)));
            expect(IllegalArgumentException.class, () -> {
                Map<String, Object> members = JsonObjects.read(input);
                JsonObjects.write(members);
            });
        }
    },

    /** Names and shapes of a model's tensors, and its configuration: see {@link TensorNames}. */
    CHECKPOINT {
        @Override
        void run(byte[] input) throws IOException {
            Optional<TensorNames> names = TensorNames.of(input);
            if (names.isPresent()) {
                names.get().open(work -> expect(WeightsException.class, work));
            }
        }
    },

    /** A picture of any format; the checksums of a PNG are made right. */
    PICTURE {
        @Override
        void run(byte[] input) {
            byte[] file = input.clone();
            PngChecksums.repair(file);
            expect(ImageFormatException.class, () -> ImageFiles.read(file, ORIGIN, PIXELS));
        }
    },

    /** Exif, XMP and ICC blocks to be kept in files, and directories of tags. */
    METADATA {
        @Override
        void run(byte[] input) {
            Metadata metadata = Metadata.NONE.withExif(input).withXmp(input).withIcc(input);
            MetadataChunks.of(metadata, EnumSet.allOf(MetadataKind.class));
            MetadataChunks.of(metadata, EnumSet.of(MetadataKind.EXIF, MetadataKind.XMP));
            expect(UnusableMetadataException.class, () -> ExifTexts.of(input));
            expect(UnusableMetadataException.class, () -> ExifTexts.orientation(input));
            expect(
                    UnusableMetadataException.class,
                    () -> ExifTexts.with(input, Map.of(ExifTexts.Text.values()[0], "text")));
        }
    },

    /** Packets, each behind its length; see {@link PacketStream}. */
    PACKETS {
        @Override
        void run(byte[] input) {
            PacketStream.collect(input).pictures().forEach(picture -> {
                picture.state();
                picture.missing();
                picture.file().ifPresent(file -> expect(SdcodecException.class, () -> Codec.info(file)));
            });
        }
    },

    /** A file as text. */
    TEXT {
        @Override
        void run(byte[] input) {
            TextForm.decode(new String(input, StandardCharsets.US_ASCII)).ifPresent(file -> {
                if (Codec.isSdc(file)) {
                    expect(SdcodecException.class, () -> Codec.info(file));
                }
            });
        }
    },

    /** A prior of the entropy coder. */
    PRIOR {
        @Override
        void run(byte[] input) {
            expect(IllegalArgumentException.class, () -> LatentPrior.of(input));
        }
    };

    private static final String ORIGIN = "input";
    private static final long PIXELS = 1 << 14;
    private static final DecodeOptions OPTIONS = DecodeOptions.DEFAULT.withLimits(
            Limits.untrusted().withPixels(PIXELS).withMemoryBytes(256L << 20));

    /**
     * Gives bytes to the parser.
     *
     * @param input not modified
     * @throws IOException if a temporary file cannot be written
     */
    abstract void run(byte[] input) throws IOException;

    /** The name of the folder with inputs. */
    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The target with the given name of a folder. */
    static FuzzTarget named(String folder) {
        return Arrays.stream(values())
                .filter(target -> target.folder().equals(folder))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no target '" + folder + "'; there are "
                        + Arrays.toString(
                                Arrays.stream(values()).map(FuzzTarget::folder).toArray())));
    }

    private static void expect(Class<? extends RuntimeException> documented, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (!documented.isInstance(e)) {
                throw e;
            }
            String message = e.getMessage();
            if (message == null || message.isBlank() || message.chars().anyMatch(Character::isISOControl)) {
                throw new AssertionError("a message that is no line of text: " + message, e);
            }
        }
    }
}
