package org.sdcodec.vae;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.embedded.EmbeddedModel;

/** From the second picture of a size on, a network works in the memory that it has. */
class SteadyStateTest {

    private static final int SIDE = 96;

    /** What the first picture needs at least: a fraction of the tensors that the networks hold at once. */
    private static final long TENSORS = 1 << 20;

    /** Objects that describe calls, loops and tiles, about 50 kB: less than any tensor between two blocks. */
    private static final long SMALL_OBJECTS = 128 << 10;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    // With scalar kernels: until the compiler has seen them, those of the Vector API make an object of every vector.
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void laterPicturesNeedNoNewTensors(int count) {
        try (ModelFiles files = EmbeddedModel.vae();
                Engine engine = Engine.create(count, new ScalarKernels())) {
            Autoencoder vae = Autoencoders.load(files);
            Tensor image = Tensor.of(SIDE, SIDE, 3, new float[SIDE * SIDE * 3]);
            assertThat(allocated(() -> thereAndBack(vae, engine, image)))
                    .as("the first picture, which shows that the counter counts")
                    .isGreaterThan(TENSORS);
            for (int picture = 2; picture <= 4; picture++) {
                long arrays = engine.memory().allocatedBytes();
                long all = allocated(() -> thereAndBack(vae, engine, image));
                long newArrays = engine.memory().allocatedBytes() - arrays;
                assertThat(all - newArrays).as("picture %d", picture).isLessThan(SMALL_OBJECTS);
                // A second thread that came too late for any work before now takes slabs of its own.
                if (count == 1) {
                    assertThat(newArrays).as("picture %d", picture).isZero();
                }
            }
        }
    }

    private static void thereAndBack(Autoencoder vae, Engine engine, Tensor image) {
        Tensor latent = vae.encode(engine, image);
        engine.release(vae.decode(engine, latent, SIDE, SIDE), latent);
    }

    private long allocated(Runnable work) {
        long before = allByThreads();
        work.run();
        return allByThreads() - before;
    }

    /** Of all threads that live: a worker must not end in between, which it does not do within seconds. */
    private long allByThreads() {
        return LongStream.of(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
