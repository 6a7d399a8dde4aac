package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.sdcodec.Limits;
import org.sdcodec.cli.studio.Studio;

/** The studio's page in Chromium; run by {@code .ci/run}. */
@Tag("browser")
class StudioBrowserTest {

    @TempDir
    static Path folder;

    private static Path photo;
    private static Path downloads;
    private static Studio studio;
    private static HeadlessBrowser browser;

    @BeforeAll
    static void start() throws IOException {
        photo = folder.resolve("photo.png");
        ScenePng.write(photo, 320, 240, 5);
        downloads = Files.createDirectory(folder.resolve("downloads"));
        browser = HeadlessBrowser.start(downloads);
        studio = new Studio(StudioClient.options(Files.createDirectory(folder.resolve("own")), Limits.untrusted()));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (studio != null) {
            studio.close();
        }
    }

    @BeforeEach
    void open() {
        browser.open("http://localhost:" + studio.port() + "/#" + studio.token());
    }

    private static WebElement element(String id) {
        return browser.element(id);
    }

    private static void await(String what, HeadlessBrowser.Condition condition) throws IOException {
        browser.await(what, () -> {
            assertThat(element("trouble").getText()).as("what the page says").isEmpty();
            return condition.holds();
        });
    }

    /** Drops a file on the page, as a file manager does. */
    private static void drop(Path file) {
        browser.script("const input = document.createElement('input'); input.type = 'file'; input.id = 'dropped';"
                + " input.style.position = 'fixed'; document.body.append(input);");
        element("dropped").sendKeys(file.toString());
        browser.script("const data = new DataTransfer(); data.items.add(document.getElementById('dropped').files[0]);"
                + " document.getElementById('dropped').remove();"
                + " const target = document.getElementById('welcome');"
                + " for (const type of ['dragenter', 'dragover', 'drop'])"
                + " target.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));");
    }

    private static List<WebElement> rows() {
        return browser.all("#contenders tbody tr");
    }

    /** Waits until nothing is being worked on and JPEG, the last, is in the table. */
    private static void awaitResult(String command) throws IOException {
        await(
                "the result of " + command,
                () -> rows().size() == 3
                        && element("commands").getText().contains(command)
                        && !element("work").isDisplayed());
    }

    private static byte[] downloaded(String name) throws IOException {
        Path file = downloads.resolve(name);
        await(name, () -> Files.exists(file) && Files.size(file) > 0);
        return Files.readAllBytes(file);
    }

    @Test
    void whatIsDroppedAndSavedIsWhatTheCommandLineMakes() throws IOException {
        drop(photo);
        awaitResult("-q 50");
        WebElement quality = element("quality");
        for (int i = 0; i < 12; i++) {
            quality.sendKeys(Keys.ARROW_RIGHT);
        }
        awaitResult("-q 62");
        browser.screenshot("light");
        element("save-sdc").click();
        element("save-png").click();

        Path sdc = folder.resolve("line.sdc");
        Path png = folder.resolve("line.png");
        assertThat(new Cli().run("encode", "-q", 62, photo, sdc).status()).isZero();
        assertThat(new Cli().run("decode", sdc, png).status()).isZero();
        assertThat(downloaded("photo.sdc")).isEqualTo(Files.readAllBytes(sdc));
        assertThat(downloaded("photo.decoded.png")).isEqualTo(Files.readAllBytes(png));
        browser.requireNoComplaints();
    }

    @Test
    void theDividerMovesByKeysAndByDragging() throws IOException {
        drop(photo);
        awaitResult("-q 50");
        WebElement range = browser.select(".split input");
        String middle = browser.clip();
        range.sendKeys(Keys.HOME);
        String left = browser.clip();
        range.sendKeys(Keys.END);
        String right = browser.clip();
        assertThat(left).isNotEqualTo(middle);
        assertThat(right).isEqualTo("inset(0px 0px 0px 0px)").isNotEqualTo(middle);
        browser.actions()
                .dragAndDropBy(browser.select(".divider span"), -200, 0)
                .perform();
        assertThat(browser.clip()).isNotEqualTo(right).isNotEqualTo(middle);
        assertThat(Double.parseDouble(range.getDomProperty("value"))).isBetween(1.0, 99.0);

        browser.select("[data-zoom='4']").click();
        assertThat(browser.select(".canvas").getSize().getWidth()).isEqualTo(4 * 320);
        // Of a larger picture, what lies outside of the window is hidden too.
        browser.select("[data-zoom='1']").click();
        WebElement blink = browser.select(".blink");
        blink.click();
        assertThat(blink.getDomAttribute("aria-pressed")).isEqualTo("true");
        await("the left picture alone", () -> browser.clip().equals("inset(0px 0px 0px 0px)"));
        await("the right picture alone", () -> !browser.clip().equals("inset(0px 0px 0px 0px)"));
        blink.click();
        browser.requireNoComplaints();
    }

    @Test
    void errorsCurvesAndBlindTestAreShown() throws IOException {
        browser.window(1280, 900, true);
        drop(photo);
        awaitResult("-q 50");
        rows().get(1).findElement(By.cssSelector("td:last-child button")).click();
        await("the error map", () -> browser.select(".tag-right").getText().startsWith("errors: sdcodec"));
        element("draw").click();
        await(
                "the curves",
                () -> browser.all("#curve-chart circle").size() > 8
                        && !element("work").isDisplayed());
        browser.screenshot("dark");

        element("blind-begin").click();
        await(
                "a pair",
                () -> element("blind-run").isDisplayed()
                        && (Boolean) browser.script("return document.getElementById('blind-right').naturalWidth > 0"));
        browser.screenshot("blind");
        while (!element("blind-end").isDisplayed()) {
            String before = element("blind-count").getText();
            browser.select("[data-answer='left']").click();
            await("the next pair", () -> !element("blind-count").getText().equals(before));
        }
        element("blind-save").click();
        assertThat(new String(downloaded("blind-test.csv"), java.nio.charset.StandardCharsets.UTF_8))
                .startsWith("line,codec,picture")
                .contains("share,all,");
        browser.screenshot("blind-end");
        browser.requireNoComplaints();
    }

    @Test
    void narrowScreensNeedNoScrollingSideways() throws IOException {
        browser.window(360, 740, false);
        drop(photo);
        awaitResult("-q 50");
        browser.requireNoScrollingSideways();
        browser.screenshot("narrow");
        browser.requireNoComplaints();
    }

    /** Every control has a name, and the keyboard reaches it. */
    @Test
    void everyControlHasANameAndTakesTheFocus() throws IOException {
        drop(photo);
        awaitResult("-q 50");
        browser.requireUsableControls(30);
    }

    @Test
    void whatIsNoPictureIsSaid() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.png"), "no picture");
        drop(text);
        browser.await("a sentence", () -> element("trouble").isDisplayed());
        assertThat(element("trouble").getText()).contains("notes.png").contains("no picture of a supported format");
    }
}
