package org.sdcodec.unet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.network.ConvLayer;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.MemoryEstimate;
import org.sdcodec.engine.network.MemoryPlan;
import org.sdcodec.engine.network.Shape;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.Weights;

/**
 * The UNet of Stable Diffusion 1.x and 2.x (Rombach et al. 2022), in the layout of diffusers'
 * {@code UNet2DConditionModel}; also without attention to a text. From a noisy latent and its time step it predicts the
 * noise, or what else it was trained for.
 *
 * <p>Thread-safe. The model's files must stay open as long as the network is used.
 */
public final class UNet2DConditionModel {
    /**
     * Bytes of what layers need for each thread, beside a convolution's transformed weights and one block of inputs.
     */
    private static final long PER_THREAD = 4 << 20;

    private final UNetConfig config;
    private final Layers layers;
    private final TimestepEmbedding timeEmbedding;
    private final ConvLayer convIn;
    private final List<DownBlock> downBlocks = new ArrayList<>();
    private final MidBlock midBlock;
    private final List<UpBlock> upBlocks = new ArrayList<>();
    private final GroupNorm convNormOut;
    private final ConvLayer convOut;

    private UNet2DConditionModel(UNetConfig config, Layers layers) {
        this.config = config;
        this.layers = layers;
        int[] channels = config.blockOutChannels();
        this.timeEmbedding = new TimestepEmbedding(layers.at("time_embedding"), config);
        this.convIn = layers.conv("conv_in", config.inChannels(), channels[0], config.convInKernel());
        for (int i = 0; i < config.blocks(); i++) {
            downBlocks.add(new DownBlock(layers.at("down_blocks." + i), config, i));
        }
        this.midBlock = new MidBlock(layers.at("mid_block"), config);
        for (int i = 0; i < config.blocks(); i++) {
            upBlocks.add(new UpBlock(layers.at("up_blocks." + i), config, i));
        }
        this.convNormOut = layers.groupNorm("conv_norm_out", config.groups(), channels[0], config.epsilon());
        this.convOut = layers.conv("conv_out", channels[0], config.outChannels(), config.convOutKernel());
    }

    /**
     * Checks the configuration and every tensor's name, shape and type; most of the weights are read later.
     *
     * @param files must stay open
     * @throws org.sdcodec.weights.WeightsException if the configuration is not supported, or a tensor is missing,
     *     misshapen or left over
     */
    public static UNet2DConditionModel load(ModelFiles files, WeightResidency residency) {
        Weights weights = files.weights();
        Layers layers = Layers.lazy(new ModelParameters(weights), residency);
        UNet2DConditionModel model = new UNet2DConditionModel(UNetConfig.of(files.config()), layers);
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

    /**
     * The heap that a run on a latent of {@code height × width} needs; works for any size, even one that no memory
     * holds.
     */
    public MemoryEstimate estimate(Engine engine, int height, int width) {
        int threads = engine.workers().threads();
        return layers.estimate(plan(threads, height, width).unreservedBytes() + threads * PER_THREAD);
    }

    /** Takes and gives back what {@link #forward} does; what has a single pixel is not counted. */
    MemoryPlan plan(int threads, long height, long width) {
        MemoryPlan plan = new MemoryPlan(threads);
        Deque<Shape> skips = new ArrayDeque<>();
        Shape h = convIn.plan(plan, convIn.output(new Shape(height, width, config.inChannels())));
        skips.push(h);
        for (DownBlock block : downBlocks) {
            h = block.plan(plan, h, skips);
        }
        h = midBlock.plan(plan, h);
        for (UpBlock block : upBlocks) {
            h = block.plan(plan, h, skips);
        }
        convOut.plan(plan, convOut.output(h));
        plan.give(h);
        return plan;
    }

    /**
     * One prediction.
     *
     * @param sample latent in the scale of the noise schedule, {@code h × w × inChannels}, any size; not modified
     * @param timestep 0 to 999 in Stable Diffusion; need not be whole
     * @param context embedding of the text, 1 × tokens × {@link #contextChannels()}, not modified; null if there are
     *     none
     * @return {@code h × w × outChannels}, newly taken from the work memory
     * @throws IllegalArgumentException if a shape does not fit
     * @throws org.sdcodec.weights.WeightsException if the weights cannot be read
     */
    public Tensor forward(Engine engine, Tensor sample, double timestep, Tensor context) {
        return forward(engine, sample, timestep, context, Probe.NONE);
    }

    Tensor forward(Engine engine, Tensor sample, double timestep, Tensor context, Probe probe) {
        check(sample, timestep, context);
        int threads = engine.workers().threads();
        engine.memory().reserve(plan(threads, sample.height(), sample.width()).reservation());

        // 1. Time
        Tensor embedding = timeEmbedding.forward(engine, timestep, probe);
        Activation.SILU.applyInPlace(engine, embedding);
        Pass pass = new Pass(engine, embedding, context, probe);

        // 2. Down; what every layer gives is kept for the way up
        Deque<Tensor> skips = new ArrayDeque<>();
        Tensor h = pass.seen("conv_in", convIn.forward(engine, sample));
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
        Tensor output = convOut.on(h)
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
