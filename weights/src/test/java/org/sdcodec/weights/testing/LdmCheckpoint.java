package org.sdcodec.weights.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tensors of a single-file checkpoint, listed in the order in which CompVis' constructors make the modules: written
 * down from how those networks are built, not from the table of names under test.
 */
public final class LdmCheckpoint {
    private final Map<String, int[]> shapes = new TreeMap<>();
    private final String prefix;

    private LdmCheckpoint(String prefix) {
        this.prefix = prefix;
    }

    /** {@code AutoencoderKL}: multiples of {@code ch}, {@code layers} residual blocks per level. */
    public static Map<String, int[]> vae(String prefix, int ch, int[] multiples, int layers, int latent) {
        LdmCheckpoint c = new LdmCheckpoint(prefix);
        int last = multiples.length - 1;
        c.conv("encoder.conv_in", 3, ch, 3);
        int width = ch;
        for (int level = 0; level <= last; level++) {
            for (int j = 0; j < layers; j++) {
                c.vaeResnet("encoder.down." + level + ".block." + j, width, ch * multiples[level]);
                width = ch * multiples[level];
            }
            if (level < last) {
                c.conv("encoder.down." + level + ".downsample.conv", width, width, 3);
            }
        }
        c.vaeMiddle("encoder", width);
        c.norm("encoder.norm_out", width);
        c.conv("encoder.conv_out", width, 2 * latent, 3);
        c.conv("decoder.conv_in", latent, width, 3);
        c.vaeMiddle("decoder", width);
        for (int level = last; level >= 0; level--) {
            for (int j = 0; j <= layers; j++) {
                c.vaeResnet("decoder.up." + level + ".block." + j, width, ch * multiples[level]);
                width = ch * multiples[level];
            }
            if (level > 0) {
                c.conv("decoder.up." + level + ".upsample.conv", width, width, 3);
            }
        }
        c.norm("decoder.norm_out", width);
        c.conv("decoder.conv_out", width, 3, 3);
        c.conv("quant_conv", 2 * latent, 2 * latent, 1);
        c.conv("post_quant_conv", latent, latent, 1);
        return c.shapes;
    }

    private void vaeMiddle(String side, int width) {
        vaeResnet(side + ".mid.block_1", width, width);
        norm(side + ".mid.attn_1.norm", width);
        for (String matrix : new String[] {"q", "k", "v", "proj_out"}) {
            conv(side + ".mid.attn_1." + matrix, width, width, 1);
        }
        vaeResnet(side + ".mid.block_2", width, width);
    }

    private void vaeResnet(String path, int in, int out) {
        norm(path + ".norm1", in);
        conv(path + ".conv1", in, out, 3);
        norm(path + ".norm2", out);
        conv(path + ".conv2", out, out, 3);
        if (in != out) {
            conv(path + ".nin_shortcut", in, out, 1);
        }
    }

    /** {@code UNetModel}: attention in all levels but the coarsest. */
    public static Map<String, int[]> unet(
            String prefix, int channels, int ch, int[] multiples, int layers, int context, boolean linear) {
        LdmCheckpoint c = new LdmCheckpoint(prefix);
        int last = multiples.length - 1;
        int time = 4 * ch;
        c.linear("time_embed.0", ch, time, true);
        c.linear("time_embed.2", time, time, true);
        c.conv("input_blocks.0.0", channels, ch, 3);
        Deque<Integer> skips = new ArrayDeque<>();
        skips.push(ch);
        int width = ch;
        int item = 1;
        for (int level = 0; level <= last; level++) {
            for (int j = 0; j < layers; j++) {
                c.unetResnet("input_blocks." + item + ".0", width, ch * multiples[level], time);
                width = ch * multiples[level];
                if (level < last) {
                    c.transformer("input_blocks." + item + ".1", width, context, linear);
                }
                skips.push(width);
                item++;
            }
            if (level < last) {
                c.conv("input_blocks." + item + ".0.op", width, width, 3);
                skips.push(width);
                item++;
            }
        }
        c.unetResnet("middle_block.0", width, width, time);
        c.transformer("middle_block.1", width, context, linear);
        c.unetResnet("middle_block.2", width, width, time);
        item = 0;
        for (int level = last; level >= 0; level--) {
            for (int j = 0; j <= layers; j++) {
                int layer = 0;
                c.unetResnet("output_blocks." + item + "." + layer++, width + skips.pop(), ch * multiples[level], time);
                width = ch * multiples[level];
                if (level < last) {
                    c.transformer("output_blocks." + item + "." + layer++, width, context, linear);
                }
                if (level > 0 && j == layers) {
                    c.conv("output_blocks." + item + "." + layer + ".conv", width, width, 3);
                }
                item++;
            }
        }
        c.norm("out.0", width);
        c.conv("out.2", width, channels, 3);
        return c.shapes;
    }

    private void unetResnet(String path, int in, int out, int time) {
        norm(path + ".in_layers.0", in);
        conv(path + ".in_layers.2", in, out, 3);
        linear(path + ".emb_layers.1", time, out, true);
        norm(path + ".out_layers.0", out);
        conv(path + ".out_layers.3", out, out, 3);
        if (in != out) {
            conv(path + ".skip_connection", in, out, 1);
        }
    }

    private void transformer(String path, int width, int context, boolean linear) {
        norm(path + ".norm", width);
        for (String projection : new String[] {".proj_in", ".proj_out"}) {
            if (linear) {
                linear(path + projection, width, width, true);
            } else {
                conv(path + projection, width, width, 1);
            }
        }
        String block = path + ".transformer_blocks.0";
        for (int i = 1; i <= 3; i++) {
            norm(block + ".norm" + i, width);
        }
        for (int i = 1; i <= 2; i++) {
            linear(block + ".attn" + i + ".to_q", width, width, false);
            linear(block + ".attn" + i + ".to_k", i == 1 ? width : context, width, false);
            linear(block + ".attn" + i + ".to_v", i == 1 ? width : context, width, false);
            linear(block + ".attn" + i + ".to_out.0", width, width, true);
        }
        linear(block + ".ff.net.0.proj", width, 8 * width, true);
        linear(block + ".ff.net.2", 4 * width, width, true);
    }

    /** OpenCLIP's text transformer, with what the image side of it needs. */
    public static Map<String, int[]> openClip(String prefix, int vocabulary, int width, int layers) {
        LdmCheckpoint c = new LdmCheckpoint(prefix);
        c.put("positional_embedding", 77, width);
        c.put("text_projection", width, width);
        c.put("logit_scale");
        c.put("token_embedding.weight", vocabulary, width);
        for (int i = 0; i < layers; i++) {
            String block = "transformer.resblocks." + i;
            c.norm(block + ".ln_1", width);
            c.put(block + ".attn.in_proj_weight", 3 * width, width);
            c.put(block + ".attn.in_proj_bias", 3 * width);
            c.linear(block + ".attn.out_proj", width, width, true);
            c.norm(block + ".ln_2", width);
            c.linear(block + ".mlp.c_fc", width, 4 * width, true);
            c.linear(block + ".mlp.c_proj", 4 * width, width, true);
        }
        c.norm("ln_final", width);
        return c.shapes;
    }

    private void norm(String path, int width) {
        put(path + ".weight", width);
        put(path + ".bias", width);
    }

    private void conv(String path, int in, int out, int kernel) {
        put(path + ".weight", out, in, kernel, kernel);
        put(path + ".bias", out);
    }

    private void linear(String path, int in, int out, boolean bias) {
        put(path + ".weight", out, in);
        if (bias) {
            put(path + ".bias", out);
        }
    }

    private void put(String name, int... shape) {
        shapes.put(prefix + name, shape);
    }
}
