package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.sdcodec.Limits;
import org.sdcodec.cli.studio.Studio;

/**
 * The studio's page in Chromium, by Debian's {@code chromium} and {@code chromium-driver}; run by {@code .ci/run}.
 * Screenshots go to the folder that the system property {@code sdcodec.screenshots} names, if it is set.
 */
@Tag("browser")
class StudioBrowserTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 900;

    @TempDir
    static Path folder;

    private static Path photo;
    private static Path downloads;
    private static Studio studio;
    private static ChromeDriver browser;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> chromium = program("chromium");
        Optional<Path> driver = program("chromedriver");
        assumeTrue(chromium.isPresent() && driver.isPresent(), "chromium and chromedriver are not installed");
        photo = folder.resolve("photo.png");
        ScenePng.write(photo, 320, 240, 5);
        downloads = Files.createDirectory(folder.resolve("downloads"));
        studio = new Studio(StudioClient.options(Files.createDirectory(folder.resolve("own")), Limits.untrusted()));

        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.get().toFile());
        options.addArguments(
                "--headless=new",
                // Chromium refuses to run as root with its sandbox, as in many containers; it opens pages of this test
                // only.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--force-color-profile=srgb");
        options.setExperimentalOption(
                "prefs",
                Map.of("download.default_directory", downloads.toString(), "download.prompt_for_download", false));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.get().toFile())
                        .build(),
                options);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (studio != null) {
            studio.close();
        }
    }

    @BeforeEach
    void open() {
        // Reading removes what earlier tests have left.
        browser.manage().logs().get(LogType.BROWSER);
        window(WIDTH, HEIGHT, false);
        browser.get("about:blank");
        browser.get("http://localhost:" + studio.port() + "/#" + studio.token());
    }

    private static Optional<Path> program(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void window(int width, int height, boolean dark) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    private static Object script(String code, Object... arguments) {
        return ((JavascriptExecutor) browser).executeScript(code, arguments);
    }

    private static WebElement element(String id) {
        return browser.findElement(By.id(id));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String what, Condition condition) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            String trouble = element("trouble").getText();
            assertThat(trouble).as("what the page says").isEmpty();
            assertThat(System.nanoTime()).as("still waiting for: " + what).isLessThan(end);
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** Drops a file on the page, as a file manager does. */
    private static void drop(Path file) {
        script("const input = document.createElement('input'); input.type = 'file'; input.id = 'dropped';"
                + " input.style.position = 'fixed'; document.body.append(input);");
        element("dropped").sendKeys(file.toString());
        script("const data = new DataTransfer(); data.items.add(document.getElementById('dropped').files[0]);"
                + " document.getElementById('dropped').remove();"
                + " const target = document.getElementById('welcome');"
                + " for (const type of ['dragenter', 'dragover', 'drop'])"
                + " target.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));");
    }

    private static List<WebElement> rows() {
        return browser.findElements(By.cssSelector("#contenders tbody tr"));
    }

    /** Waits until nothing is being worked on and JPEG, the last, is in the table. */
    private static void awaitResult(String command) throws IOException {
        await(
                "the result of " + command,
                () -> rows().size() == 3
                        && element("commands").getText().contains(command)
                        && !element("work").isDisplayed());
    }

    private static void screenshot(String name) throws IOException {
        String target = System.getProperty("sdcodec.screenshots", "");
        if (!target.isEmpty()) {
            long whole = (Long) script("return document.documentElement.scrollHeight");
            int width = ((Long) script("return innerWidth")).intValue();
            browser.executeCdpCommand(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", whole, "deviceScaleFactor", 1, "mobile", false));
            Files.createDirectories(Path.of(target));
            Files.write(Path.of(target, name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
        }
    }

    private static void requireNoComplaints() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .as("what the browser complains about")
                .isEmpty();
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
        screenshot("light");
        element("save-sdc").click();
        element("save-png").click();

        Path sdc = folder.resolve("line.sdc");
        Path png = folder.resolve("line.png");
        assertThat(new Cli().run("encode", "-q", 62, photo, sdc).status()).isZero();
        assertThat(new Cli().run("decode", sdc, png).status()).isZero();
        assertThat(downloaded("photo.sdc")).isEqualTo(Files.readAllBytes(sdc));
        assertThat(downloaded("photo.decoded.png")).isEqualTo(Files.readAllBytes(png));
        requireNoComplaints();
    }

    @Test
    void theDividerMovesByKeysAndByDragging() throws IOException {
        drop(photo);
        awaitResult("-q 50");
        WebElement range = browser.findElement(By.cssSelector(".split input"));
        String middle = clip();
        range.sendKeys(Keys.HOME);
        String left = clip();
        range.sendKeys(Keys.END);
        String right = clip();
        assertThat(left).isNotEqualTo(middle);
        assertThat(right).isEqualTo("inset(0px 0px 0px 0px)").isNotEqualTo(middle);
        new org.openqa.selenium.interactions.Actions(browser)
                .dragAndDropBy(browser.findElement(By.cssSelector(".divider span")), -200, 0)
                .perform();
        assertThat(clip()).isNotEqualTo(right).isNotEqualTo(middle);
        assertThat(Double.parseDouble(range.getDomProperty("value"))).isBetween(1.0, 99.0);

        browser.findElement(By.cssSelector("[data-zoom='4']")).click();
        assertThat(browser.findElement(By.cssSelector(".canvas")).getSize().getWidth())
                .isEqualTo(4 * 320);
        // Of a larger picture, what lies outside of the window is hidden too.
        browser.findElement(By.cssSelector("[data-zoom='1']")).click();
        WebElement blink = browser.findElement(By.cssSelector(".blink"));
        blink.click();
        assertThat(blink.getDomAttribute("aria-pressed")).isEqualTo("true");
        await("the left picture alone", () -> clip().equals("inset(0px 0px 0px 0px)"));
        await("the right picture alone", () -> !clip().equals("inset(0px 0px 0px 0px)"));
        blink.click();
        requireNoComplaints();
    }

    private static String clip() {
        return (String) script("return getComputedStyle(document.querySelector('.over')).clipPath"
                + ".replace(/^inset\\(0px\\)$/, 'inset(0px 0px 0px 0px)').replace(/^inset\\(0px ([^ ]+) 0px 0px\\)$/,"
                + " 'inset(0px $1 0px 0px)')");
    }

    @Test
    void errorsCurvesAndBlindTestAreShown() throws IOException {
        window(WIDTH, HEIGHT, true);
        drop(photo);
        awaitResult("-q 50");
        rows().get(1).findElement(By.cssSelector("td:last-child button")).click();
        await(
                "the error map",
                () -> browser.findElement(By.cssSelector(".tag-right"))
                        .getText()
                        .startsWith("errors: sdcodec"));
        element("draw").click();
        await(
                "the curves",
                () -> browser.findElements(By.cssSelector("#curve-chart circle"))
                                        .size()
                                > 8
                        && !element("work").isDisplayed());
        screenshot("dark");

        element("blind-begin").click();
        await(
                "a pair",
                () -> element("blind-run").isDisplayed()
                        && (Boolean) script("return document.getElementById('blind-right').naturalWidth > 0"));
        screenshot("blind");
        while (!element("blind-end").isDisplayed()) {
            String before = element("blind-count").getText();
            browser.findElement(By.cssSelector("[data-answer='left']")).click();
            await("the next pair", () -> !element("blind-count").getText().equals(before));
        }
        element("blind-save").click();
        assertThat(new String(downloaded("blind-test.csv"), java.nio.charset.StandardCharsets.UTF_8))
                .startsWith("line,codec,picture")
                .contains("share,all,");
        screenshot("blind-end");
        requireNoComplaints();
    }

    @Test
    void narrowScreensNeedNoScrollingSideways() throws IOException {
        window(360, 740, false);
        drop(photo);
        awaitResult("-q 50");
        assertThat((Long) script("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
        screenshot("narrow");
        requireNoComplaints();
    }

    /** Every control has a name, and the keyboard reaches it. */
    @Test
    void everyControlHasANameAndTakesTheFocus() throws IOException {
        drop(photo);
        awaitResult("-q 50");
        List<WebElement> controls = browser.findElements(By.cssSelector("button, input, select, [tabindex]"));
        assertThat(controls).hasSizeGreaterThan(30);
        for (WebElement control : controls) {
            if (control.isDisplayed() && control.isEnabled()) {
                assertThat(control.getAccessibleName())
                        .as(control.getDomProperty("outerHTML"))
                        .isNotBlank();
                assertThat(script("arguments[0].focus(); return document.activeElement === arguments[0]", control))
                        .isEqualTo(true);
            }
        }
    }

    @Test
    void whatIsNoPictureIsSaid() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.png"), "no picture");
        drop(text);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!element("trouble").isDisplayed() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(element("trouble").getText()).contains("notes.png").contains("no picture of a supported format");
    }
}
