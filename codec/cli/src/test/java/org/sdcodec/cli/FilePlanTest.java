package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FilePlanTest {

    @TempDir
    Path folder;

    private final FilePlan encode = new FilePlan("sdc", Set.of("sdc"), Set.of("jpg", "png"));

    @Test
    void aSingleInputIsRenamedBesideItself() throws IOException {
        assertThat(outputs(null, "a/photo.x.jpg")).containsExactly(path("a/photo.x.sdc"));
        assertThat(outputs(null, "noext")).containsExactly("noext.sdc");
        assertThat(outputs(null, ".hidden")).containsExactly(".hidden.sdc");
        assertThat(outputs(null, "-")).containsExactly("-");
    }

    @Test
    void openFilesHaveNoNamesForResults() throws IOException {
        refused(null, "no name for a result", "/dev/fd/63");
        refused(folder.toString(), "no name for a result", "/dev/fd/63");
        assertThat(outputs("b.sdc", "/dev/fd/63")).containsExactly("b.sdc");
        assertThat(FilePlan.withoutNamesOfStandardInput("encode", "/dev/stdin", "/dev/fd/0", "a", "-"))
                .containsExactly("encode", "-", "-", "a", "-");
    }

    @Test
    void theSecondNameIsTheOutputIfItLooksLikeOne() throws IOException {
        assertThat(outputs(null, "a.jpg", "b.SDC")).containsExactly("b.SDC");
        assertThat(outputs(null, "a.jpg", "-")).containsExactly("-");
        assertThat(outputs(null, "-", "b.sdc")).containsExactly("b.sdc");
        assertThat(outputs(null, "a.jpg", folder.toString()))
                .containsExactly(folder.resolve("a.sdc").toString());
        Path other = Files.createFile(folder.resolve("b.jpg"));
        assertThat(outputs(null, "a.jpg", other.toString()))
                .containsExactly("a.sdc", folder.resolve("b.sdc").toString());
    }

    @Test
    void anOptionNamesAFileOrAFolder() throws IOException {
        String made = folder.resolve("made") + "/";
        assertThat(outputs("anything", "a.jpg")).containsExactly("anything");
        assertThat(outputs(made, "a.jpg", "x/b.jpg"))
                .containsExactly(
                        folder.resolve("made").resolve("a.sdc").toString(),
                        folder.resolve("made").resolve("b.sdc").toString());
        assertThat(folder.resolve("made")).isDirectory();
    }

    @Test
    void namesThatContradictEachOtherAreRefused() {
        refused(null, "looks like an output", "a.jpg", "b.jpg", "c.sdc");
        refused(null, "looks like an output", "a.jpg", "-", "b.jpg");
        refused("out.sdc", "not a folder", "a.jpg", "b.jpg");
        refused("-", "not a folder", "a.jpg", "b.jpg");
        refused(folder.toString(), "standard input has no name", "-");
    }

    @Test
    void ofSeveralInputsOneThatCannotBeHasAFault() throws IOException {
        assertThat(encode.of(List.of("a.jpg", "a.png", "b.jpg"), null))
                .extracting(FilePlan.Item::fault)
                .satisfiesExactly(
                        first -> assertThat(first).isNull(),
                        clash -> assertThat(clash).contains("is already the output of 'a.jpg', so 'a.png' is left out"),
                        other -> assertThat(other).isNull());
    }

    @Test
    void theSameInputCountsOnce() throws IOException {
        assertThat(outputs(null, "a.jpg", "./a.jpg", "b.jpg")).containsExactly("a.sdc", "b.sdc");
    }

    @Test
    void aSecondNameThatIsNeitherAnInputNorAnOutputIsRefused() {
        refused(null, "end it in .sdc", "a.jpg", "out");
        refused(null, "'b.jpg' is no file to read", "a.jpg", "b.jpg");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("rgb.png"));
        assertThatThrownBy(() -> outputs(file + "/", "a.jpg"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("rgb.png': it is a file, not a folder");
        assertThatThrownBy(() -> outputs(file + "/x/", "a.jpg"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("cannot create the folder '" + file.resolve("x"));
    }

    @Test
    void anInputIsNeverAnOutput() throws IOException {
        Path photo = Files.createFile(folder.resolve("photo.jpg"));
        refused(photo.toString(), "is an input", photo.toString());
        refused(folder.resolve(".").resolve("photo.jpg").toString(), "is an input", photo.toString());
        refused(null, "is an input", folder.resolve("photo.sdc").toString());
        refused(
                folder.resolve("new.sdc").toString(),
                "is an input",
                folder.resolve("x/../new.sdc").toString());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void anInputIsRecognizedBehindALink() throws IOException {
        Path photo = Files.createFile(folder.resolve("photo.jpg"));
        Path link = Files.createSymbolicLink(folder.resolve("link.sdc"), photo);
        refused(link.toString(), "is an input", photo.toString());
    }

    @Test
    void aNameThatNoSystemAllowsIsRefused() {
        assertThatThrownBy(() -> outputs(null, "a\0b"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("name of a file");
    }

    @Test
    void aFolderInWhichNothingCameIsRemoved() throws IOException {
        FilePlan plan = new FilePlan("sdc", Set.of("sdc"), Set.of("jpg", "png"));
        plan.of(List.of("a.jpg"), folder.resolve("new/inner") + "/");
        assertThat(folder.resolve("new/inner")).isDirectory();
        Files.createFile(folder.resolve("new/kept"));
        plan.removeEmptyFolders();
        assertThat(folder.resolve("new/inner")).doesNotExist();
        assertThat(folder.resolve("new")).isDirectory();
        FilePlan other = new FilePlan("sdc", Set.of("sdc"), Set.of("jpg", "png"));
        other.of(List.of("a.jpg"), folder.resolve("new") + "/");
        Files.delete(folder.resolve("new/kept"));
        other.removeEmptyFolders();
        assertThat(folder.resolve("new")).as("was there before").isDirectory();
    }

    @Test
    void aNameThatIsNotUtf8IsNamed() {
        assertThatThrownBy(() -> outputs(folder.resolve("made") + "/", "caf\ufffd.jpg"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("'caf\ufffd.jpg' is not text in UTF-8");
        assertThat(folder.resolve("made")).doesNotExist();
    }

    private List<String> outputs(String option, String... names) throws IOException {
        return encode.of(List.of(names), option).stream()
                .map(FilePlan.Item::output)
                .toList();
    }

    private void refused(String option, String reason, String... names) {
        assertThatThrownBy(() -> outputs(option, names))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(reason);
    }

    private static String path(String name) {
        return Path.of(name).toString();
    }
}
