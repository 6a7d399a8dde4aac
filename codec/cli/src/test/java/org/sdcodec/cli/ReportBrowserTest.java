package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page of {@code compare --html} in Chromium, as a file, without a server; run by {@code .ci/run}. */
@Tag("browser")
class ReportBrowserTest {

    @TempDir
    static Path folder;

    private static Path page;
    private static HeadlessBrowser browser;

    @BeforeAll
    static void start() throws IOException {
        browser = HeadlessBrowser.start(folder);
        Path photo = folder.resolve("photo.png");
        ScenePng.write(photo, 320, 240, 5);
        Path sdc = folder.resolve("photo.sdc");
        page = folder.resolve("page.html");
        assertThat(new Cli().run("encode", "-q", 20, photo, sdc).status()).isZero();
        assertThat(new Cli().run("compare", "--html", page, photo, sdc).status())
                .isZero();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        browser.open(page.toUri().toString());
    }

    @Test
    void picturesAreChosenAndTheDividerMoves() throws IOException {
        browser.await("the pictures", () ->
                (Boolean) browser.script("return document.querySelector('.over').naturalWidth === 320"));
        assertThat(browser.select(".tag-left").getText()).isEqualTo("photo.png");
        String middle = browser.clip();
        WebElement range = browser.select(".split input");
        range.sendKeys(Keys.END);
        assertThat(browser.clip()).isEqualTo("inset(0px 0px 0px 0px)").isNotEqualTo(middle);
        range.sendKeys(Keys.HOME);
        browser.screenshot("report");
        browser.select("[data-side='right'][data-name='2']").click();
        assertThat(browser.select(".tag-right").getText())
                .isEqualTo(browser.select("[data-side='right'][data-name='2']").getText());
        range.sendKeys("b");
        assertThat(browser.select(".blink").getDomAttribute("aria-pressed")).isEqualTo("true");
        browser.requireNoComplaints();
    }

    @Test
    void theKeyboardReachesEveryControl() {
        browser.requireUsableControls(10);
        browser.requireNoComplaints();
    }

    @Test
    void narrowAndDarkScreensNeedNoScrollingSideways() throws IOException {
        browser.window(360, 740, true);
        browser.requireNoScrollingSideways();
        assertThat((String) browser.script("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(18, 21, 28)");
        browser.screenshot("report-narrow-dark");
        browser.requireNoComplaints();
    }
}
