package org.sdcodec.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFormatException;
import org.sdcodec.codec.pipeline.Forecast;
import org.sdcodec.codec.pipeline.SdcCodec;

/** {@code encode --estimate}: what encodes would take here, without a file being written. */
final class EncodeEstimate {

    private static final double MIB = 1 << 20;

    private final Streams streams;
    private final boolean json;

    EncodeEstimate(Streams streams, boolean json) {
        this.streams = streams;
        this.json = json;
    }

    /** Reads a picture of the plan. */
    @FunctionalInterface
    interface Reader {
        Picture read(FilePlan.Item item, ProgressLine progress) throws IOException;
    }

    /** Prints a line for each file and returns the exit status. */
    int run(
            SdcCodec codec,
            EncodeOptions options,
            List<FilePlan.Item> items,
            Reader reader,
            VerbosityOptions verbosity) {
        int status = Main.OK;
        for (FilePlan.Item item : items) {
            String name = FileOptions.nameOf(item.input());
            try (ProgressLine progress = new ProgressLine(streams, name, verbosity.quiet())) {
                Picture picture = reader.read(item, progress);
                progress.show("measuring ...");
                Forecast forecast = Advice.added(() -> codec.forecast(picture, options));
                progress.close();
                if (json) {
                    Json.print(streams, fields(item, picture, forecast));
                } else {
                    streams.print(name + ": " + words(picture, forecast));
                }
            } catch (IOException | CliException | ImageFormatException e) {
                // These name their file already.
                status = Main.fail(streams, e, verbosity.verbose());
            } catch (Exception | OutOfMemoryError e) {
                status = Main.fail(
                        streams, new CliException(name + ": " + Failures.sentence(e), e), verbosity.verbose());
            }
        }
        return status;
    }

    private static String words(Picture picture, Forecast forecast) {
        String calls = forecast.unetCalls() == 0
                ? ""
                : forecast.unetCalls() + (forecast.unetCalls() == 1 ? " call" : " calls") + " of the UNet"
                        + (forecast.secondsPerCall() == 0
                                ? ""
                                : ", one in " + BatchReport.time(forecast.secondsPerCall()))
                        + ", ";
        String bytes = forecast.fileBytes().isPresent()
                ? String.format(
                        Locale.ROOT, ", about %,d bytes", forecast.fileBytes().getAsLong())
                : "";
        return String.format(
                Locale.ROOT,
                "%dx%d, %sabout %s in all%s, %,.0f MiB of heap beside the model",
                picture.width(),
                picture.height(),
                calls,
                BatchReport.time(forecast.seconds()),
                bytes,
                Math.ceil(forecast.memoryBytes() / MIB));
    }

    private static Map<String, Object> fields(FilePlan.Item item, Picture picture, Forecast forecast) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("input", item.input());
        fields.put("width", picture.width());
        fields.put("height", picture.height());
        fields.put("unet_calls", forecast.unetCalls());
        if (forecast.secondsPerCall() > 0) {
            fields.put("seconds_per_call", forecast.secondsPerCall());
        }
        fields.put("seconds", forecast.seconds());
        forecast.fileBytes().ifPresent(bytes -> fields.put("file_bytes", bytes));
        fields.put("memory_bytes", forecast.memoryBytes());
        return fields;
    }
}
