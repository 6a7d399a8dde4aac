package org.sdcodec.benchmarks.rd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.Tool;
import org.sdcodec.cli.peer.WorkFolder;

/** The 3-norm of butteraugli's map of differences, by libjxl's program. */
final class Butteraugli {
    static final String PROGRAM = "butteraugli_main";

    private static final Pattern THREE_NORM = Pattern.compile("(?m)^3-norm: ([0-9]*\\.?[0-9]+(?:[eE][-+]?\\d+)?)\\s*$");

    private final Tool program;
    private final WorkFolder folder;

    /** The original that lies in its file. */
    private Picture written;

    Butteraugli(Tool program, WorkFolder folder) {
        this.program = program;
        this.folder = folder;
    }

    /** Compares two pictures of the same size; 0 for equal ones. */
    double of(Picture original, Picture decoded) throws CodecException {
        Path a = folder.file("butteraugli-a.png");
        Path b = folder.file("butteraugli-b.png");
        try {
            if (written != original) {
                folder.write(a, original, ImageFormat.PNG);
                written = original;
            }
            folder.write(b, decoded, ImageFormat.PNG);
        } catch (IOException e) {
            throw new CodecException("cannot exchange files with " + program.name() + ": " + e.getMessage(), e);
        }
        return parse(program.run(List.of(a.toString(), b.toString())));
    }

    /** Finds the 3-norm in what the program prints. */
    static double parse(String printed) throws CodecException {
        Matcher matcher = THREE_NORM.matcher(printed);
        if (!matcher.find()) {
            throw new CodecException(PROGRAM + " printed no line '3-norm: …' but '" + printed.strip() + "'");
        }
        return Double.parseDouble(matcher.group(1));
    }
}
