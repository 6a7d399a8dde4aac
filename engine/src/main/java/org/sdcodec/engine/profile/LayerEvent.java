package org.sdcodec.engine.profile;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.StackTrace;

/**
 * One run of one layer. Off unless a recording asks for it by name, as the first event of an engine waits until the
 * peak has been measured. Loaded in a JVM with the module {@code jdk.jfr} only.
 */
@Name(LayerRun.EVENT)
@Label("Layer")
@Category("sdcodec")
@Description("One run of one layer of a network")
@Enabled(false)
@StackTrace(false)
final class LayerEvent extends Event {
    @Label("Name")
    String name;

    @Label("Kind")
    String kind;

    @Label("Algorithm")
    String algorithm;

    @Label("Input")
    @Description("Height x width x channels of the whole input")
    String input;

    @Label("Output")
    @Description("Height x width x channels of the whole output")
    String output;

    @Label("Rows")
    @Description("Rows of the output that this run made")
    int rows;

    @Label("Threads")
    int threads;

    @Label("FLOP")
    @Description("Floating-point operations of the products as they are defined")
    long flop;

    @Label("Multiplied FLOP")
    @Description("Floating-point operations of the products that the algorithm computes instead")
    long multipliedFlop;

    @Label("GFLOP/s")
    double gflops;

    @Label("Peak GFLOP/s")
    @Description("Fused multiply-adds that the threads reach together without touching memory")
    double peakGflops;

    @Label("Share of Peak")
    @Description("GFLOP/s of the products as they are defined; more than 100 % where an algorithm saves enough of them")
    @Percentage
    double shareOfPeak;

    @Label("Bytes Moved")
    @Description("Inputs, weights, addends and outputs, each counted once")
    @DataAmount
    long bytes;
}
