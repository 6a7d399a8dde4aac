package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.report.ErrorMap;

/** {@code compare --html}. */
class CompareReportTest {

    private static final Pattern EMBEDDED = Pattern.compile("src=\"data:image/png;base64,([^\"]*)\"");

    @TempDir
    Path folder;

    private Path a;
    private Path b;
    private Path page;

    @BeforeEach
    void pictures() throws IOException {
        a = folder.resolve("a & <b>.png");
        b = folder.resolve("b.png");
        page = folder.resolve("page.html");
        ScenePng.write(a, 60, 40, 1);
        ScenePng.write(b, 60, 40, 2);
    }

    @Test
    void thePageHoldsBothPicturesTheirDifferenceAndTheScores() throws IOException {
        Cli.Result result = new Cli().run("compare", "--html", page, a, b);
        assertThat(result.status()).isZero();
        String html = Files.readString(page);
        List<Picture> embedded = new ArrayList<>();
        for (Matcher matcher = EMBEDDED.matcher(html); matcher.find(); ) {
            byte[] png = Base64.getDecoder().decode(matcher.group(1));
            embedded.add(ImageFiles.read(png, "the page's", DecodeOptions.DEFAULT_MAX_PIXELS)
                    .picture());
        }
        Picture first = ImageFiles.read(a, DecodeOptions.DEFAULT_MAX_PIXELS).picture();
        Picture second = ImageFiles.read(b, DecodeOptions.DEFAULT_MAX_PIXELS).picture();
        assertThat(embedded).containsExactly(first, second, ErrorMap.of(first, second));
        assertThat(html).contains("a &amp; &lt;b&gt;.png").doesNotContain("a & <b>.png", "src=\"http", "<link");
        result.out().lines().forEach(line -> assertThat(html).contains(line));
    }

    @Test
    void folderNamesAppearOnlyWhereFileNamesAreEqual() throws IOException {
        Path same = Files.createDirectory(folder.resolve("other")).resolve("b.png");
        ScenePng.write(same, 60, 40, 3);
        new Cli().run("compare", "--html", page, a, b);
        assertThat(Files.readString(page)).contains("<h1>a &amp; &lt;b&gt;.png | b.png</h1>");
        new Cli().run("compare", "--html", page, "--overwrite", same, b);
        assertThat(Files.readString(page)).contains("<h1>" + same + " | " + b + "</h1>");
    }

    @Test
    void aPageThatExistsIsKept() throws IOException {
        Files.writeString(page, "mine");
        assertThat(new Cli().run("compare", "--html", page, a, b).status()).isEqualTo(1);
        assertThat(page).hasContent("mine");
        assertThat(new Cli().run("compare", "--html", page, "--overwrite", a, b).status())
                .isZero();
        assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>");
    }

    @Test
    void standardOutputIsForTheScores() {
        Cli.Result result = new Cli().run("compare", "--html", "-", a, b);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("--html needs a file");
    }
}
