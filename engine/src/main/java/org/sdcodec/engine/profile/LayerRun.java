package org.sdcodec.engine.profile;

import jdk.jfr.FlightRecorder;
import org.sdcodec.engine.Engine;

/**
 * One run of one layer, from its beginning to its event. Without a recording that wants these events there is no such
 * object, and a layer costs one look at a flag:
 *
 * <pre>
 *   LayerRun run = LayerRun.begin(engine);
 *   … the layer's work …
 *   if (run != null) {
 *       run.end(new LayerWork(…));
 *   }
 * </pre>
 *
 * <p>The module {@code jdk.jfr} may be absent; nothing is recorded then.
 */
public final class LayerRun {
    /** The event's name: {@value}. */
    public static final String EVENT = "org.sdcodec.Layer";

    private static final double GIGA = 1e9;

    private static final boolean RECORDABLE = isRecordable();

    private final Engine engine;
    private final LayerEvent event;
    private final long begin;

    private LayerRun(Engine engine, LayerEvent event) {
        this.engine = engine;
        this.event = event;
        event.begin();
        this.begin = System.nanoTime();
    }

    /** Whether this JVM has a Flight Recorder, the module {@code jdk.jfr}. */
    public static boolean isRecordable() {
        try {
            Class.forName("jdk.jfr.FlightRecorder", false, LayerRun.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * Begins to measure a run of a layer.
     *
     * @return null unless a recording wants it
     */
    public static LayerRun begin(Engine engine) {
        // The event's class is loaded only while something records.
        return RECORDABLE && FlightRecorder.isInitialized() ? recorded(engine) : null;
    }

    private static LayerRun recorded(Engine engine) {
        LayerEvent event = new LayerEvent();
        if (!event.isEnabled()) {
            return null;
        }
        // Measured at the first call, and not as a part of the layer.
        engine.peakFlops();
        return new LayerRun(engine, event);
    }

    /** Ends the run and records it. */
    public void end(LayerWork work) {
        double nanos = Math.max(1, System.nanoTime() - begin);
        event.end();
        event.name = work.name();
        event.kind = work.kind();
        event.algorithm = work.algorithm();
        event.input = work.input();
        event.output = work.output();
        event.rows = work.rows();
        event.threads = engine.workers().threads();
        event.flop = work.flop();
        event.multipliedFlop = work.multipliedFlop();
        event.gflops = work.flop() / nanos;
        event.peakGflops = engine.peakFlops() / GIGA;
        event.shareOfPeak = event.gflops / event.peakGflops;
        event.bytes = work.bytes();
        event.commit();
    }
}
