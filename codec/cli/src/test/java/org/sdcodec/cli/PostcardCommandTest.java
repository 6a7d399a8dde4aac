package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostcardCommandTest {

    @TempDir
    Path folder;

    private Path photo;
    private Path card;
    private Path received;

    @BeforeEach
    void makePictures() throws IOException {
        photo = folder.resolve("photo.png");
        card = folder.resolve("photo.sdc");
        received = folder.resolve("photo.received.png");
        ScenePng.write(photo, 600, 300, 1);
    }

    @Test
    void thePictureIsWhatTheReceiverDecodes() throws IOException {
        Cli.Result result = new Cli().run("postcard", photo);
        assertThat(result.status()).isZero();
        assertThat(Files.size(card)).isBetween(300L, 340L);
        assertThat(result.err())
                .contains("512x256, ")
                .contains(" of 340 bytes; described by ")
                .containsPattern("details below [0-9]+ pixels are the model's guess")
                .contains("photo.received.png shows what the receiver will see");
        Path decoded = folder.resolve("decoded.png");
        assertThat(new Cli().run("decode", card, decoded).status()).isZero();
        assertThat(Files.mismatch(received, decoded)).isEqualTo(-1);
        assertThat(new Cli().run("info", card).out()).contains("header 6,").contains("coded as ");
    }

    @ParameterizedTest
    @CsvSource({"lora, 163", "meshtastic, 200", "iridium, 340", "sms, 140", "qr, 2953"})
    void carriersHaveTheirSizes(String carrier, long bytes) throws IOException {
        Cli.Result result = new Cli().run("postcard", "--for", carrier, "--no-preview", "--side", 128, photo);
        assertThat(result.status()).isZero();
        assertThat(Files.size(card)).isBetween(Math.min(bytes / 2, 1000), bytes);
        assertThat(received).doesNotExist();
    }

    @Test
    void wrongUseAndWhatCannotBeAreRefusedAndLeaveNoFile() throws IOException {
        assertThat(new Cli().run("postcard", "--for", "pigeon", photo).err())
                .contains("--for is one of lora, meshtastic, iridium, sms, qr, not 'pigeon'");
        assertThat(new Cli()
                        .run("postcard", "--for", "lora", "--max-size", 99, photo)
                        .status())
                .isEqualTo(2);
        assertThat(new Cli().run("postcard", "--side", -1, photo).status()).isEqualTo(2);
        Cli.Result small = new Cli().run("postcard", "--max-size", 5, photo);
        assertThat(small.status()).isEqualTo(3);
        assertThat(small.err()).contains("the smallest file of this picture has ");
        Files.write(received, new byte[1]);
        assertThat(new Cli().run("postcard", photo).err()).contains("exists already");
        assertThat(card).doesNotExist();
    }

    @Test
    void transparencyIsLaidOnWhiteWithAWarning() throws IOException {
        Path clear = folder.resolve("clear.png");
        ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_ARGB), "png", clear.toFile());
        Cli.Result result = new Cli().run("postcard", clear);
        assertThat(result.status()).isZero();
        assertThat(result.err()).contains("warning").contains("laid on white");
        int pixel = ImageIO.read(folder.resolve("clear.received.png").toFile()).getRGB(20, 15);
        assertThat(pixel & 0xFF).isGreaterThan(200);
    }

    @Test
    void aDamagedPostcardIsRefusedOrSaidToBe() throws IOException {
        new Cli().run("postcard", "--no-preview", photo);
        byte[] bytes = Files.readAllBytes(card);
        Path cut = Files.write(folder.resolve("cut.sdc"), Arrays.copyOf(bytes, 200));
        Cli.Result refused = new Cli().run("decode", cut);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("the check does not fit this model");
        assertThat(folder.resolve("cut.png")).doesNotExist();
        Cli.Result partial = new Cli().run("decode", "--partial", cut);
        assertThat(partial.status()).isZero();
        assertThat(partial.err()).contains("warning").contains("cut short or damaged");
        Cli.Result info = new Cli().run("info", cut);
        assertThat(info.out()).contains("or the file is damaged");
        assertThat(info.err()).contains("is not verified");
        assertThat(info.status()).isEqualTo(1);
        assertThat(new Cli().run("info", "--json", cut).out()).contains("\"checked\":false");
    }
}
