package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands with many files. */
class BatchCommandsTest {

    @TempDir
    Path folder;

    private Path in;
    private Path out;

    @BeforeEach
    void makeTree() throws IOException {
        in = folder.resolve("in");
        out = folder.resolve("out");
        picture(in.resolve("a.png"), 1);
        picture(in.resolve("sub/b.PNG"), 2);
        picture(in.resolve("sub/deep/c.png"), 3);
        picture(in.resolve(".hidden/d.png"), 4);
        Files.writeString(in.resolve("notes.txt"), "no picture");
    }

    private static void picture(Path file, int seed) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 24 * 16; i++) {
            image.setRGB(i % 24, i / 24, seed * 0x102030 + i * 0x010300);
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void foldersAreConvertedWithAllThatIsInThem(int jobs) throws IOException {
        Cli.Result encoded = new Cli().run("encode", "-r", in, "--output-tree", out, "--jobs", jobs);
        assertThat(encoded.status()).as(encoded.err()).isZero();
        assertThat(files(out)).containsExactly("a.sdc", "sub/b.sdc", "sub/deep/c.sdc");
        assertThat(encoded.err())
                .contains("[1/3, ")
                .contains("[3/3, 100 %] ")
                .containsPattern("3 files: 3 converted, 0 skipped, 0 failed; [0-9,]+ bytes became [0-9,]+ \\(");

        Path back = folder.resolve("back");
        Cli.Result decoded = new Cli().run("decode", "-r", out, "--output-tree", back, "--jobs", jobs, "--json");
        assertThat(decoded.status()).as(decoded.err()).isZero();
        assertThat(files(back)).containsExactly("a.png", "sub/b.png", "sub/deep/c.png");
        assertThat(decoded.out().lines()).hasSize(3).allMatch(line -> line.contains("\"outcome\":\"converted\""));
    }

    @Test
    void resultsDoNotDependOnTheJobs() throws IOException {
        new Cli().run("encode", "-r", in, "--output-tree", out);
        Path other = folder.resolve("other");
        new Cli().run("encode", "-r", in, "--output-tree", other, "--jobs", 4);
        for (String file : files(out)) {
            assertThat(other.resolve(file)).hasSameBinaryContentAs(out.resolve(file));
        }
    }

    @Test
    void aFolderIsRefusedWithoutTheOption() {
        Cli.Result result = new Cli().run("encode", in, "-o", out + "/");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("is a folder");
        Cli.Result empty = new Cli().run("decode", "-r", in, "-o", out + "/");
        assertThat(empty.status()).isEqualTo(1);
        assertThat(empty.err()).contains("there is no file to convert in");
        assertThat(out).doesNotExist();
    }

    @Test
    void patternsAreExpandedHere() throws IOException {
        assertThat(new Cli().run("encode", in + "/*.png", "-o", out + "/").status())
                .isZero();
        assertThat(files(out)).containsExactly("a.sdc");
        Cli.Result all = new Cli().run("encode", in + "/**.{png,PNG}", "--output-tree", out, "--skip-existing");
        assertThat(all.status()).as(all.err()).isZero();
        assertThat(files(out)).containsExactly("a.sdc", "sub/b.sdc", "sub/deep/c.sdc");
        assertThat(all.err())
                .contains("a.png: skipped; its output exists already")
                .contains("2 converted, 1 skipped");
        Cli.Result none = new Cli().run("encode", in + "/*.jpg");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("*.jpg': there is no such file");
        Path named = in.resolve("[1].png");
        picture(named, 5);
        assertThat(new Cli().run("encode", named).status()).isZero();
        assertThat(in.resolve("[1].sdc")).exists();
    }

    @Test
    void aNameClashFailsOnlyItsFile() throws IOException {
        Files.copy(in.resolve("a.png"), in.resolve("a.bmp"));
        Cli.Result result = new Cli().run("encode", "-r", in, "-o", out + "/", "--json");
        assertThat(result.status()).isEqualTo(1);
        assertThat(files(out)).containsExactly("a.sdc", "b.sdc", "c.sdc");
        assertThat(result.err())
                .contains("a.png' is left out", "1 failed: it is already the output of '", ", so it is left out;")
                .contains("4 files: 3 converted, 0 skipped, 1 failed");
        assertThat(result.out().lines().filter(line -> line.contains("\"outcome\":\"failed\"")))
                .singleElement()
                .asString()
                .contains("is already the output of");
    }

    @Test
    void equalFailuresAreCountedTogether() throws IOException {
        Files.write(in.resolve("x.png"), new byte[0]);
        Files.write(in.resolve("y.png"), new byte[0]);
        Cli.Result result = new Cli().run("encode", "-r", in, "-o", out + "/");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("  2 failed: cannot read it: it is empty; fetch it again.");
    }

    @Test
    void optionsThatContradictEachOtherAreRefused() {
        assertThat(new Cli().run("encode", "-r", in, "--jobs", 0).status()).isEqualTo(2);
        assertThat(new Cli()
                        .run("encode", "-r", in, "-o", out, "--output-tree", out)
                        .status())
                .isEqualTo(2);
        assertThat(new Cli()
                        .run("encode", "-r", in, "--overwrite", "--skip-existing")
                        .status())
                .isEqualTo(2);
        assertThat(new Cli()
                        .standardInput(new byte[1])
                        .run("encode", "-", "--journal", folder.resolve("j"))
                        .status())
                .isEqualTo(2);
        assertThat(out).doesNotExist();
    }

    @Test
    void aJournalKnowsWhatIsDone() throws IOException {
        Path journal = folder.resolve("run.journal");
        Object[] command = {"encode", "-q", 40, "-r", in, "--output-tree", out, "--journal", journal};
        assertThat(new Cli().run(command).status()).isZero();
        FileTime time = Files.getLastModifiedTime(out.resolve("a.sdc"));
        Cli.Result again = new Cli().run(command);
        assertThat(again.status()).as(again.err()).isZero();
        assertThat(again.err()).contains("0 converted, 3 skipped");

        // Of a changed input the result exists, which only --overwrite replaces.
        picture(in.resolve("sub/b.PNG"), 9);
        Files.setLastModifiedTime(in.resolve("sub/b.PNG"), FileTime.fromMillis(time.toMillis() + 5000));
        assertThat(new Cli().run(command).err()).contains("exists already").contains("2 skipped, 1 failed");
        Object[] replacing = {
            "encode", "-q", 40, "-r", in, "--output-tree", out, "--journal", journal, "--overwrite", "--jobs", 2
        };
        assertThat(new Cli().run(replacing).err()).contains("1 converted, 2 skipped");
        Files.delete(out.resolve("a.sdc"));
        assertThat(new Cli().run(command).err()).contains("1 converted, 2 skipped");

        Cli.Result other = new Cli().run("encode", "-q", 41, "-r", in, "--output-tree", out, "--journal", journal);
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.err()).contains("other options (encode --quality=[40])");
        assertThat(new Cli()
                        .run("encode", "-r", in, "--journal", in.resolve("notes.txt"))
                        .status())
                .isEqualTo(2);
        assertThat(in.resolve("notes.txt")).hasContent("no picture");
    }

    @Test
    void aRunThatWasKilledGoesOn() throws IOException {
        Path journal = folder.resolve("run.journal");
        Object[] command = {"encode", "-r", in, "--output-tree", out, "--journal", journal};
        new Cli().run(command);
        List<String> lines = Files.readAllLines(journal);
        FileTime time = Files.getLastModifiedTime(out.resolve("sub/b.sdc"));
        // Killed after the second output appeared and before the journal said so, in the middle of a line.
        Files.delete(out.resolve("sub/deep/c.sdc"));
        Files.writeString(journal, String.join("\n", lines.subList(0, 4)) + "\n" + "{\"done\":\"/x");
        Cli.Result result = new Cli().run(command);
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.err()).contains("1 converted, 2 skipped");
        assertThat(Files.getLastModifiedTime(out.resolve("sub/b.sdc"))).isEqualTo(time);
        assertThat(Files.readAllLines(journal)).hasSize(6).allMatch(line -> line.endsWith("}"));
    }

    /** A full disk can end a run within the first line of its journal. */
    @Test
    void aJournalOfLessThanALineIsOne() throws IOException {
        Path journal = folder.resolve("run.journal");
        Object[] command = {"encode", "-r", in, "--output-tree", out, "--journal", journal, "--overwrite"};
        for (String start : new String[] {"", "{", "{\"jour", "{\"journal\":1,\"sett"}) {
            Files.writeString(journal, start);
            Cli.Result result = new Cli().run(command);
            assertThat(result.status()).as(result.err()).isZero();
            assertThat(Files.readAllLines(journal)).hasSize(7).allMatch(line -> line.endsWith("}"));
        }
        Files.writeString(journal, "{\"join");
        assertThat(new Cli().run(command).err()).contains("no journal");
        assertThat(journal).hasContent("{\"join");
    }

    @Test
    void twoRunsDoNotShareAJournal() throws IOException {
        Path journal = folder.resolve("run.journal");
        try (Journal open = Journal.open(journal, "encode")) {
            Cli.Result result = new Cli().run("encode", "-r", in, "--output-tree", out, "--journal", journal);
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err()).contains("the journal of another run");
        }
    }

    @Test
    void aFolderIsWatched() throws Exception {
        Cli.Result[] result = new Cli.Result[1];
        Thread watching = new Thread(() ->
                result[0] = new Cli().run("watch", "-r", "--interval", "0.05", "--output-tree", out, "--json", in));
        watching.start();
        try {
            await(out.resolve("sub/deep/c.sdc"));
            picture(in.resolve("sub/later.png"), 6);
            await(out.resolve("sub/later.sdc"));
        } finally {
            watching.interrupt();
            watching.join();
        }
        assertThat(result[0].status()).as(result[0].err()).isZero();
        assertThat(files(out)).containsExactly("a.sdc", "sub/b.sdc", "sub/deep/c.sdc", "sub/later.sdc");
        assertThat(result[0].out().lines()).hasSize(4);
    }

    private static void await(Path file) throws InterruptedException {
        for (int i = 0; i < 1200 && Files.notExists(file); i++) {
            Thread.sleep(50);
        }
        assertThat(file).exists();
    }

    @Test
    void whatCannotBeWatchedIsRefused() {
        assertThat(new Cli().run("watch", in.resolve("a.png")).status()).isEqualTo(1);
        assertThat(new Cli().run("watch", "--interval", 0, in).status()).isEqualTo(2);
        assertThat(new Cli().run("watch", "--qr", in).status()).isEqualTo(2);
    }
}
