package org.sdcodec.cli.external;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sdcodec.Gamut;
import org.sdcodec.cli.file.TemporaryFolder;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormatException;
import org.sdcodec.cli.image.ReadPicture;

/**
 * Reads pictures with the platform's converters, where they are installed. A converter is started without a shell, in a
 * folder that only this user can read and that is removed afterwards, on a copy of the picture under a name of ours,
 * without the environment of this process, and is ended when it takes too long or writes too much. Thread-safe.
 */
public final class ExternalReader {

    /** A converter that takes longer does so for ever. */
    private static final Duration LONGEST = Duration.ofSeconds(120);

    /** What a PNG takes of each pixel at most: four samples of 16 bits, and a little more. */
    private static final int BYTES_PER_PIXEL = 9;

    private static final long EXTRA_BYTES = 64L << 20;

    private final List<Path> folders;
    private final ExitActions exit;
    private final Duration longest;

    /**
     * @param path the folders of programs, as in the environment variable; null for none
     * @param exit removes files and ends the converter if the program is ended
     */
    public ExternalReader(String path, ExitActions exit) {
        this(path, exit, LONGEST);
    }

    ExternalReader(String path, ExitActions exit, Duration longest) {
        this.exit = exit;
        this.folders = Stream.of(path == null ? new String[0] : path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                // A program in the working folder is whoever's has put it there.
                .filter(Path::isAbsolute)
                .toList();
        this.longest = longest;
    }

    /**
     * Reads a picture.
     *
     * @param bytes the content of its file; not modified
     * @param name what messages call it
     * @param maxPixels a picture of more pixels is refused
     * @param widest what colors that sRGB does not have may become
     * @throws ImageFormatException if the converter is not installed or fails, or what it makes cannot be read
     * @throws IOException if no temporary file can be written
     */
    public ReadPicture read(byte[] bytes, ExternalFormat format, String name, long maxPixels, Gamut widest)
            throws IOException {
        Path tool = find(format)
                .orElseThrow(() -> new ImageFormatException("cannot read '" + name + "': it is a picture in the format "
                        + format.title() + "; " + format.advice()));
        try (TemporaryFolder folder = TemporaryFolder.create("sdcodec-convert-");
                ExitActions.Registration cleaning = exit.add("remove-converted", folder::close)) {
            return read(tool, folder.path(), bytes, format, name, maxPixels, widest);
        }
    }

    private ReadPicture read(
            Path tool, Path folder, byte[] bytes, ExternalFormat format, String name, long maxPixels, Gamut widest)
            throws IOException {
        Files.write(folder.resolve("in." + format.extension()), bytes);
        long limit = maxPixels > (Long.MAX_VALUE - EXTRA_BYTES) / BYTES_PER_PIXEL
                ? Long.MAX_VALUE
                : EXTRA_BYTES + maxPixels * BYTES_PER_PIXEL;
        Conversion conversion = new Conversion(
                List.of(tool.toString(), "in." + format.extension(), "out.png"), folder, exit, longest, limit);
        Optional<String> fault = conversion.run();
        if (fault.isPresent()) {
            throw new ImageFormatException("cannot read '" + name + "': " + tool.getFileName() + ", which converts "
                    + format.title() + ", " + fault.get());
        }
        // Of several pictures in a file, heif-convert numbers the outputs.
        Path converted = Stream.of("out.png", "out-1.png", "out-001.png")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new ImageFormatException("cannot read '" + name + "': " + tool.getFileName()
                        + ", which converts " + format.title() + ", has written nothing"));
        ReadPicture read;
        try {
            read = ImageFiles.read(Files.readAllBytes(converted), name, maxPixels, widest);
        } catch (OutOfMemoryError e) {
            throw new ImageFormatException(
                    "cannot read '" + name + "': it is larger than the memory there is; give Java a larger heap", e);
        }
        return converted.endsWith("out.png")
                ? read
                : read.withWarning("it holds several pictures, of which the first is taken");
    }

    private Optional<Path> find(ExternalFormat format) {
        boolean windows = File.separatorChar == '\\';
        return format.tools().stream()
                .map(tool -> windows ? tool + ".exe" : tool)
                .flatMap(tool -> folders.stream().map(folder -> folder.resolve(tool)))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
