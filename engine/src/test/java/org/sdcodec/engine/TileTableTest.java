package org.sdcodec.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sdcodec.engine.kernel.vector.VectorKernels;

class TileTableTest {
    @Test
    void everyLineNamesATileThatThereIs() {
        for (TileTable.Line line : TileTable.LINES) {
            assertThat(new VectorKernels(line.tile()).tile()).isEqualTo(line.tile());
        }
    }

    @Test
    void theFirstLineThatFitsCounts() {
        assertThat(TileTable.lineOf(16, new Processor("AuthenticAMD", 25)).tile())
                .isEqualTo("12x2");
        assertThat(TileTable.lineOf(16, new Processor("GenuineIntel", 6)).tile())
                .isEqualTo("6x4s");
        assertThat(TileTable.lineOf(8, new Processor("GenuineIntel", 6))).isNull();
        assertThat(TileTable.lineOf(16, Processor.UNKNOWN)).isNull();
    }

    @Test
    void readsWhatLinuxSays() {
        String text = """
                processor\t: 0
                vendor_id\t: AuthenticAMD
                cpu family\t: 26
                model\t\t: 2
                model name\t: AMD EPYC

                processor\t: 1
                vendor_id\t: AuthenticAMD
                cpu family\t: 26
                """;
        assertThat(Processor.ofCpuInfo(text)).isEqualTo(new Processor("AuthenticAMD", 26));
        assertThat(Processor.ofCpuInfo("processor\t: 0\nCPU implementer\t: 0x41\n"))
                .isEqualTo(Processor.UNKNOWN);
        assertThat(Processor.ofCpuInfo("")).isEqualTo(Processor.UNKNOWN);
    }

    @Test
    void readsWhatWindowsSays() {
        assertThat(Processor.read("Intel64 Family 6 Model 143 Stepping 8, GenuineIntel"))
                .isEqualTo(new Processor("GenuineIntel", 6));
        assertThat(Processor.read("ARMv8 (64-bit) Family 8 Model D40 Revision 0"))
                .isEqualTo(Processor.UNKNOWN);
    }

    @Test
    void theReasonSaysWhichTilesAndWhy() {
        KernelLookup.Choice unknown = KernelLookup.vector("for a test", Processor.UNKNOWN);
        assertThat(unknown.reason())
                .isEqualTo(
                        "for a test; register tiles " + unknown.kernels().tile() + ", usual for vectors of this width");
        if (unknown.kernels().lanes() == 16) {
            KernelLookup.Choice zen4 = KernelLookup.vector("for a test", new Processor("AuthenticAMD", 25));
            assertThat(zen4.kernels().tile()).isEqualTo("12x2");
            assertThat(zen4.reason()).startsWith("for a test; register tiles 12x2, fastest where");
        }
    }
}
