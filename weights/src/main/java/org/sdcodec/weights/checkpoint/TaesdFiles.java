package org.sdcodec.weights.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.Quote;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.safetensors.Safetensors;

/** TAESD as its author publishes it: the encoder and the decoder in a file each, beside one another. */
final class TaesdFiles {
    private static final String ENCODER = "taesd_encoder.safetensors";
    private static final String DECODER = "taesd_decoder.safetensors";

    private TaesdFiles() {}

    static boolean in(Path folder) {
        return Files.exists(folder.resolve(ENCODER)) || Files.exists(folder.resolve(DECODER));
    }

    /** @param path the folder of both files */
    static DiffusionModel open(Path path) {
        return open(path, path.resolve(ENCODER), path.resolve(DECODER));
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
            throw new WeightsException(either + ": holds one half of a TAESD; name the files " + ENCODER + " and "
                    + DECODER + " so that the other half is found");
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
