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
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Chromium, by Debian's {@code chromium} and {@code chromium-driver}. Screenshots go to the folder that the system
 * property {@code sdcodec.screenshots} names, if it is set.
 */
final class HeadlessBrowser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 900;

    private final ChromeDriver driver;

    /** A condition that may read files. */
    interface Condition {
        boolean holds() throws IOException;
    }

    private HeadlessBrowser(ChromeDriver driver) {
        this.driver = driver;
    }

    /**
     * Starts it; skips the test where it is not installed.
     *
     * @param downloads folder for what pages save
     */
    static HeadlessBrowser start(Path downloads) {
        Optional<Path> chromium = program("chromium");
        Optional<Path> driver = program("chromedriver");
        assumeTrue(chromium.isPresent() && driver.isPresent(), "chromium and chromedriver are not installed");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.get().toFile());
        options.addArguments(
                "--headless=new",
                // Chromium refuses to run as root with its sandbox, as in many containers; it opens pages of these
                // tests only.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--force-color-profile=srgb");
        options.setExperimentalOption(
                "prefs",
                Map.of("download.default_directory", downloads.toString(), "download.prompt_for_download", false));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        return new HeadlessBrowser(new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.get().toFile())
                        .build(),
                options));
    }

    private static Optional<Path> program(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Opens a page in a wide, light window. */
    void open(String address) {
        // Reading removes what earlier tests have left.
        driver.manage().logs().get(LogType.BROWSER);
        window(WIDTH, HEIGHT, false);
        driver.get("about:blank");
        driver.get(address);
    }

    /** Changes the window's size in pixels and its colors. */
    void window(int width, int height, boolean dark) {
        size(width, height);
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    private void size(long width, long height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    Object script(String code, Object... arguments) {
        return driver.executeScript(code, arguments);
    }

    WebElement element(String id) {
        return driver.findElement(By.id(id));
    }

    WebElement select(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    Actions actions() {
        return new Actions(driver);
    }

    /** Waits for a condition, at most a minute. */
    void await(String what, Condition condition) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("still waiting for: " + what).isLessThan(end);
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** Writes the whole page as a PNG file where screenshots are asked for. */
    void screenshot(String name) throws IOException {
        String target = System.getProperty("sdcodec.screenshots", "");
        if (!target.isEmpty()) {
            size((Long) script("return innerWidth"), (Long) script("return document.documentElement.scrollHeight"));
            Files.createDirectories(Path.of(target));
            Files.write(Path.of(target, name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        }
    }

    /** Fails if the page is wider than the window without its scroll bar. */
    void requireNoScrollingSideways() {
        assertThat((Long) script("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo((Long) script("return document.documentElement.clientWidth"));
    }

    /** Every control that is shown has a name and takes the focus; there are more than {@code least}. */
    void requireUsableControls(int least) {
        List<WebElement> controls = all("button, input, select, [tabindex]");
        assertThat(controls).hasSizeGreaterThan(least);
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

    void requireNoComplaints() {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .as("what the browser complains about")
                .isEmpty();
    }

    /** What of a viewer's upper picture is hidden, as the style's {@code inset} with four values. */
    String clip() {
        return (String) script("return getComputedStyle(document.querySelector('.over')).clipPath"
                + ".replace(/^inset\\(0px\\)$/, 'inset(0px 0px 0px 0px)').replace(/^inset\\(0px ([^ ]+) 0px 0px\\)$/,"
                + " 'inset(0px $1 0px 0px)')");
    }

    @Override
    public void close() {
        driver.quit();
    }
}
