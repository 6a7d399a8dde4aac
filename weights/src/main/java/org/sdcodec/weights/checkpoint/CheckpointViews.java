package org.sdcodec.weights.checkpoint;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.sdcodec.weights.TensorSource;

/** The networks of a single-file checkpoint with the names of diffusers. */
final class CheckpointViews {
    /**
     * Stable Diffusion 2.x was trained on the output of OpenCLIP's last layer but one; diffusers leaves the last out.
     */
    private static final int UNUSED_OPEN_CLIP_LAYERS = 1;

    /** Of OpenCLIP's model, what the text encoder does not use. */
    private static final Set<String> UNUSED_OPEN_CLIP = Set.of("text_projection", "logit_scale", "attn_mask");

    private static final String IN_PROJECTION = "attn.in_proj_";
    private static final List<String> QKV = List.of("q_proj", "k_proj", "v_proj");

    private CheckpointViews() {}

    static RenamedTensors vae(TensorSource file, String prefix) {
        Set<String> names = under(file, prefix);
        int levels = count(i -> names.contains("encoder.down." + i + ".block.0.norm1.weight"));
        int layers = count(j -> names.contains("encoder.down.0.block." + j + ".norm1.weight"));
        return renamed(file, prefix, names, vaeName(LdmNames.vae(levels, layers)));
    }

    /** Training leaves the parts of its loss in some files; they are no part of the network. */
    private static UnaryOperator<String> vaeName(NameTable table) {
        return name -> name.startsWith("loss.") || name.startsWith("model_ema.") ? null : table.toDiffusers(name);
    }

    static RenamedTensors unet(TensorSource file, String prefix) {
        Set<String> names = under(file, prefix);
        // A downsampler ends every level but the last.
        int items = count(n -> names.contains("input_blocks." + n + ".0.weight")
                || names.contains("input_blocks." + n + ".0.in_layers.0.weight")
                || names.contains("input_blocks." + n + ".0.op.weight"));
        int downsamplers = (int) names.stream()
                .filter(name -> name.startsWith("input_blocks.") && name.endsWith(".0.op.weight"))
                .count();
        int levels = downsamplers + 1;
        int layers = Math.max(1, (items - 1 - downsamplers) / levels);
        IntPredicate attention = i -> names.contains("output_blocks." + i * (layers + 1) + ".1.norm.weight");
        return renamed(file, prefix, names, LdmNames.unet(levels, layers, attention)::toDiffusers);
    }

    static RenamedTensors clip(TensorSource file, String prefix) {
        return renamed(file, prefix, under(file, prefix), NetworkKind::textEncoderName);
    }

    static RenamedTensors openClip(TensorSource file, String prefix) {
        Set<String> names = under(file, prefix);
        int layers = count(i -> names.contains(openClipLayer(i) + "ln_1.weight")) - UNUSED_OPEN_CLIP_LAYERS;
        NameTable table = LdmNames.openClip(layers);
        RenamedTensors.Builder builder = new RenamedTensors.Builder(file.origin());
        for (String name : names) {
            if (UNUSED_OPEN_CLIP.contains(name) || name.startsWith(openClipLayer(layers))) {
                continue;
            }
            int projection = name.indexOf(IN_PROJECTION);
            if (projection < 0) {
                builder.add(table.toDiffusers(name), file, prefix + name);
                continue;
            }
            String layer = name.substring(0, projection).replace("transformer.resblocks.", "encoder.layers.");
            String kind = name.substring(projection + IN_PROJECTION.length());
            for (int part = 0; part < QKV.size(); part++) {
                builder.addPart(
                        layer + "self_attn." + QKV.get(part) + "." + kind, file, prefix + name, part, QKV.size());
            }
        }
        return builder.build();
    }

    private static String openClipLayer(int index) {
        return "transformer.resblocks." + index + ".";
    }

    /** A network that has the names of diffusers or transformers, be they former ones. */
    static RenamedTensors published(TensorSource file, String prefix, NetworkKind kind) {
        return renamed(file, prefix, under(file, prefix), kind.names());
    }

    /**
     * Renames tensors, and gives the matrices of an autoencoder's attention the shape of matrices.
     *
     * @param names of the tensors, without the prefix that the file gives them
     * @param rename gives null for tensors to leave out
     */
    static RenamedTensors renamed(TensorSource file, String prefix, Set<String> names, UnaryOperator<String> rename) {
        RenamedTensors.Builder builder = new RenamedTensors.Builder(file.origin());
        for (String name : names) {
            String renamed = RenamedTensors.isScale(name) ? null : rename.apply(name);
            if (renamed != null) {
                String stored = prefix + name;
                builder.add(renamed, file, stored, VaeAttention.linearShape(renamed, file.info(stored)));
            }
        }
        return builder.build();
    }

    private static Set<String> under(TensorSource file, String prefix) {
        return file.names().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static int count(IntPredicate exists) {
        int count = 0;
        while (exists.test(count)) {
            count++;
        }
        return count;
    }
}
