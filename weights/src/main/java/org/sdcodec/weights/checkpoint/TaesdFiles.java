package org.sdcodec.weights.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.Quote;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.safetensors.Safetensors;

/**
 * TAESD and its relatives (TAESDXL, TAESD3, TAEF1, TAEF2, TAESANA) as their author publishes them: the encoder and the
 * decoder in a file each, {@code NAME_encoder.safetensors} and {@code NAME_decoder.safetensors} in one folder.
 */
final class TaesdFiles {
    private static final Pattern FILE = Pattern.compile("(tae.+)_(encoder|decoder)\\.safetensors");
    private static final String ENCODER = "_encoder.safetensors";
    private static final String DECODER = "_decoder.safetensors";

    private TaesdFiles() {}

    static boolean in(List<Path> files) {
        return !models(files).isEmpty();
    }

    /**
     * Opens the model in a folder.
     *
     * @param files those of the folder; at least one is a TAESD's
     * @throws WeightsException if there are several models, or half of one
     */
    static DiffusionModel open(Path folder, List<Path> files) {
        List<String> models = models(files);
        if (models.size() > 1) {
            throw new WeightsException(folder + ": holds " + models.size() + " models, " + String.join(", ", models)
                    + "; give one of the files, e.g. " + folder.resolve(models.get(0) + ENCODER));
        }
        String model = models.get(0);
        return open(folder, folder.resolve(model + ENCODER), folder.resolve(model + DECODER));
    }

    /** The names of the models of which at least one half is there, in the order of the files. */
    private static List<String> models(List<Path> files) {
        return files.stream()
                .map(file -> FILE.matcher(file.getFileName().toString()))
                .filter(Matcher::matches)
                .map(name -> name.group(1))
                .distinct()
                .toList();
    }

    /** Whether names are those of one of the two files: a layer's number first. */
    static boolean isOneSide(Safetensors file) {
        return !file.names().isEmpty() && file.names().stream().allMatch(name -> name.matches("\\d{1,4}\\..*"));
    }

    /**
     * Opens the pair of files to which one belongs. The other has the same name but for {@code encoder} and {@code
     * decoder}.
     */
    static DiffusionModel openPair(Path either) {
        String name = either.getFileName().toString();
        if (!name.contains("encoder") && !name.contains("decoder")) {
            throw new WeightsException(either + ": holds one half of a TAESD; name the files taesd" + ENCODER
                    + " and taesd" + DECODER + " so that the other half is found");
        }
        return open(
                either,
                either.resolveSibling(name.replace("decoder", "encoder")),
                either.resolveSibling(name.replace("encoder", "decoder")));
    }

    private static DiffusionModel open(Path path, Path encoder, Path decoder) {
        for (Path file : new Path[] {encoder, decoder}) {
            if (!Files.exists(file)) {
                throw new WeightsException(file + ": there is no such file; TAESD needs its encoder and its decoder");
            }
            FileFormat.requireSafetensors(file);
        }
        return new DiffusionModel(path, "TAESD", Map.of(ModelPart.VAE, () -> vae(path, encoder, decoder)), null);
    }

    private static ModelFiles vae(Path path, Path encoder, Path decoder) {
        RenamedTensors.Builder builder = new RenamedTensors.Builder(path.toString());
        Safetensors first = Safetensors.open(encoder);
        try {
            Safetensors second = Safetensors.open(decoder);
            try {
                add(builder, "encoder", first);
                add(builder, "decoder", second);
                RenamedTensors tensors = builder.build();
                return new ModelFiles(InferredConfig.tinyVae(tensors), tensors, path.toString());
            } catch (RuntimeException e) {
                second.close();
                throw e;
            }
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
    }

    private static void add(RenamedTensors.Builder builder, String side, Safetensors file) {
        TreeSet<Integer> layers = new TreeSet<>();
        for (String name : file.names()) {
            if (!isOneSide(file)) {
                throw new WeightsException(file.origin() + ": is not a TAESD " + side + ": tensor " + Quote.name(name)
                        + " does not start with a layer's number");
            }
            layers.add(Integer.parseInt(name.substring(0, name.indexOf('.'))));
        }
        NameTable table = LdmNames.taesd(side, layers);
        file.names().forEach(name -> builder.add(table.toDiffusers(name), file, name));
    }
}
