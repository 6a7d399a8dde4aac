package org.sdcodec.unet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.Weights;

/**
 * The UNet of Stable Diffusion 1.x and 2.x (Rombach et al. 2022), in the layout of diffusers' {@code UNet2DConditionModel}; also
 * without attention to a text. From a noisy latent and its time step it predicts the noise, or what else it was trained for.
 *
 * <p>Thread-safe. The model's files must stay open as long as the network is used.
 */
public final class UNet2DConditionModel {
    private final UNetConfig config;
    private final WeightAccount account;
    private final TimestepEmbedding timeEmbedding;
    private final LazyLayer<Conv2d> convIn;
    private final List<DownBlock> downBlocks = new ArrayList<>();
    private final MidBlock midBlock;
    private final List<UpBlock> upBlocks = new ArrayList<>();
    private final GroupNorm convNormOut;
    private final LazyLayer<Conv2d> convOut;

    private UNet2DConditionModel(UNetConfig config, Weights weights, WeightAccount account) {
        this.config = config;
        this.account = account;
        Layers layers = new Layers(weights, account);
        int[] channels = config.blockOutChannels();
        this.timeEmbedding = new TimestepEmbedding(layers.at("time_embedding"), config);
        this.convIn = layers.conv("conv_in", config.inChannels(), channels[0], config.convInKernel(), 1);
        for (int i = 0; i < config.blocks(); i++) {
            downBlocks.add(new DownBlock(layers.at("down_blocks." + i), config, i));
        }
        this.midBlock = new MidBlock(layers.at("mid_block"), config);
        for (int i = 0; i < config.blocks(); i++) {
            upBlocks.add(new UpBlock(layers.at("up_blocks." + i), config, i));
        }
        this.convNormOut = layers.groupNorm("conv_norm_out", config.groups(), channels[0], config.epsilon());
        this.convOut = layers.conv("conv_out", channels[0], config.outChannels(), config.convOutKernel(), 1);
    }

    /**
     * Checks the configuration and every tensor's name, shape and type; most of the weights are read later.
     *
     * @param files must stay open
     * @throws org.sdcodec.weights.ModelException if the configuration is not supported, or a tensor is missing, misshapen
     *     or left over
     */
    public static UNet2DConditionModel load(ModelFiles files, WeightResidency residency) {
        Weights weights = files.weights();
        WeightAccount account = new WeightAccount(residency);
        UNet2DConditionModel model = new UNet2DConditionModel(UNetConfig.of(files.config()), weights, account);
        weights.requireAllUsed();
        return model;
    }

    /** Channels of the latent: 4 in Stable Diffusion. */
    public int inChannels() {
        return config.inChannels();
    }

    /** Channels of the prediction. */
    public int outChannels() {
        return config.outChannels();
    }

    /** Channels of the text's embedding (768 in SD 1.x, 1024 in 2.x); 0 if the network takes none. */
    public int contextChannels() {
        return config.takesContext() ? config.crossAttentionDim() : 0;
    }

    /** The heap that a run on a latent of {@code height × width} needs; works for any size, even one that no memory holds. */
    public MemoryEstimate estimate(Engine engine, int height, int width) {
        long work = WorkEstimate.bytes(config, engine.workers().threads(), height, width);
        return new MemoryEstimate(account.kept(), account.largestDropped(), work);
    }

    /**
     * One prediction.
     *
     * @param sample latent in the scale of the noise schedule, {@code h × w × inChannels}, any size; not modified
     * @param timestep 0 to 999 in Stable Diffusion; need not be whole
     * @param context embedding of the text, 1 × tokens × {@link #contextChannels()}, not modified; null if there are none
     * @return {@code h × w × outChannels}, newly taken from the work memory
     * @throws IllegalArgumentException if a shape does not fit
     * @throws org.sdcodec.weights.ModelException if the weights cannot be read
     */
    public Tensor forward(Engine engine, Tensor sample, double timestep, Tensor context) {
        return forward(engine, sample, timestep, context, Probe.NONE);
    }

    Tensor forward(Engine engine, Tensor sample, double timestep, Tensor context, Probe probe) {
        check(sample, timestep, context);

        // 1. Time
        Tensor embedding = timeEmbedding.forward(engine, timestep, probe);
        Activation.SILU.applyInPlace(engine, embedding);
        Pass pass = new Pass(engine, embedding, context, probe);

        // 2. Down; what every layer gives is kept for the way up
        Deque<Tensor> skips = new ArrayDeque<>();
        Tensor h = pass.seen("conv_in", convIn.get().forward(engine, sample));
        skips.push(h);
        for (DownBlock block : downBlocks) {
            h = block.forward(pass, h, skips);
        }

        // 3. Middle
        h = midBlock.forward(pass, h);

        // 4. Up
        for (UpBlock block : upBlocks) {
            h = block.forward(pass, h, skips);
        }

        // 5. Out
        Tensor output = convOut.get()
                .on(h)
                .reading(convNormOut.statistics(engine, h), Activation.SILU)
                .run(engine);
        engine.release(embedding, h);
        return pass.seen("conv_out", output);
    }

    private void check(Tensor sample, double timestep, Tensor context) {
        if (sample.channels() != config.inChannels()) {
            throw new IllegalArgumentException(
                    "a UNet of " + config.inChannels() + " channels cannot take a latent of " + sample);
        }
        if (!(timestep >= 0 && timestep < 1e5)) {
            throw new IllegalArgumentException("a time step must be from 0 to 100000, but is " + timestep);
        }
        if (contextChannels() != (context == null ? 0 : context.channels())) {
            throw new IllegalArgumentException("a UNet that takes texts of %d channels cannot take %s"
                    .formatted(contextChannels(), context == null ? "none" : context));
        }
    }
}
