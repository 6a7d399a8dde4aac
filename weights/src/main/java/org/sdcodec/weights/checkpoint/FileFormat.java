package org.sdcodec.weights.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.sdcodec.weights.WeightsException;

/** Tells by their first bytes the files that are offered as models and are not safetensors. */
final class FileFormat {
    private static final int PROBE = 64;

    /** A safetensors file starts with the length of its header, 8 bytes; then comes the header, a JSON object. */
    private static final int SAFETENSORS_HEADER = 8;

    private static final String INSTEAD = "; get the model's .safetensors file instead: the page that offers this file"
            + " usually offers that one too, and pull downloads the published models in it";

    private FileFormat() {}

    /**
     * Whether the name is one under which checkpoints are passed on, of whatever format. An empty prompt's embedding is
     * none.
     */
    static boolean isCheckpointName(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.matches(".*\\.(safetensors|ckpt|pt|pth|gguf)")
                && !name.equals(DiffusionModel.EMPTY_PROMPT)
                && !name.endsWith("." + DiffusionModel.EMPTY_PROMPT);
    }

    /**
     * Accepts what may be a safetensors file; the reader says what is wrong with one that is damaged.
     *
     * @throws WeightsException if the file is missing or of a known other format; the sentence says what to get instead
     */
    static void requireSafetensors(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new WeightsException(file + (Files.exists(file) ? ": is not a file" : ": there is no such file"));
        }
        byte[] start;
        try (InputStream stream = Files.newInputStream(file)) {
            start = stream.readNBytes(PROBE);
        } catch (IOException e) {
            throw WeightsException.because(file + ": cannot be read", e);
        }
        String other = otherFormat(start);
        if (other != null) {
            throw new WeightsException(file + ": " + other);
        }
    }

    private static String otherFormat(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (start.length > SAFETENSORS_HEADER && start[SAFETENSORS_HEADER] == '{') {
            return null;
        }
        if (text.startsWith("PK\3\4")) {
            return isTorchArchive(text)
                    ? "is a PyTorch pickle (zip), which is not read because a pickle may run any program" + INSTEAD
                    : "is a zip archive; unpack it and give the folder or the .safetensors file in it";
        }
        // Protocol 2 to 5, as torch.save wrote before it used zip.
        if (start.length > 1 && start[0] == (byte) 0x80 && start[1] >= 2 && start[1] <= 5) {
            return "is a pickle, which is not read because a pickle may run any program" + INSTEAD;
        }
        if (text.startsWith("GGUF")) {
            return "is a GGUF file, whose quantized weights are not read" + INSTEAD;
        }
        if (text.startsWith("version https://git-lfs")) {
            return "is a Git LFS pointer, not the file itself; fetch it with 'git lfs pull'";
        }
        if (text.stripLeading().startsWith("<")) {
            return "is a web page, not a model; the download went wrong: get the file again";
        }
        return null;
    }

    /** The name of the archive's first entry lies at 30, its length at 26 (PKWARE's APPNOTE, local file header). */
    private static boolean isTorchArchive(String start) {
        if (start.length() <= 30) {
            return false;
        }
        int length = start.charAt(26) | start.charAt(27) << 8;
        String name = start.substring(30, Math.min(start.length(), 30 + length));
        return name.endsWith("/data.pkl") || name.equals("data.pkl");
    }
}
