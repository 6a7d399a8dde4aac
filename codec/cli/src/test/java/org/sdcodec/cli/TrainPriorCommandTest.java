package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.testing.Goldens;

class TrainPriorCommandTest {
    private static final int PHOTOS = 9;

    @TempDir
    Path folder;

    private Path model;
    private final List<Object> photos = new ArrayList<>();

    @BeforeEach
    void makeModelAndPhotos() throws IOException {
        model = TestModels.network(folder.resolve("vae"), Goldens.committed("vae-kl-tiny"), "AutoencoderKL");
        for (int i = 0; i < PHOTOS; i++) {
            Path photo = folder.resolve("photo" + i + ".png");
            ScenePng.write(photo, 128, 128, i);
            photos.add(photo);
        }
    }

    private Cli.Result train(Object... options) {
        List<Object> words = new ArrayList<>(List.of("train-prior", "--model", model));
        words.addAll(Arrays.asList(options));
        words.addAll(photos);
        return new Cli().run(words.toArray());
    }

    @Test
    void encodeAndDecodeTakeThePriorOfTheFolder() throws IOException {
        Object photo = photos.get(0);
        Path before = folder.resolve("before.sdc");
        Path after = folder.resolve("after.sdc");
        Path picture = folder.resolve("picture.png");
        assertThat(new Cli().run("encode", "--model", model, photo, before).status())
                .isZero();
        Cli.Result result = train("--steps", 40);
        assertThat(result.err()).contains("--steps 40 makes it again").contains("% less");
        assertThat(result.status()).isZero();
        Path prior = model.resolve("latent.prior");
        assertThat(prior).exists();
        assertThat(train("--steps", 40).err()).contains("exists already");
        assertThat(new Cli().run("encode", "--model", model, photo, after).status())
                .isZero();
        assertThat(Files.size(after)).isLessThan(Files.size(before));
        assertThat(new Cli().run("decode", "--model", model, after, picture).status())
                .isZero();
        byte[] pixels = Files.readAllBytes(picture);
        // What was made before is still decoded.
        assertThat(new Cli()
                        .run("decode", "--model", model, "--overwrite", before, picture)
                        .status())
                .isZero();
        Path elsewhere = Files.move(prior, folder.resolve("elsewhere.prior"));
        Cli.Result without = new Cli().run("decode", "--model", model, "--overwrite", after, picture);
        assertThat(without.status()).isEqualTo(1);
        assertThat(without.err()).contains("prior");
        assertThat(new Cli()
                        .run("decode", "--model", model, "--coder-prior", elsewhere, "--overwrite", after, picture)
                        .status())
                .isZero();
        assertThat(Files.readAllBytes(picture)).isEqualTo(pixels);
    }

    @Test
    void theSameStepsMakeTheSameFile() throws IOException {
        Path one = folder.resolve("one.prior");
        Path two = folder.resolve("two.prior");
        assertThat(train("--steps", 30, "--threads", 1, "-o", one).err()).contains("one.prior");
        assertThat(train("--steps", 30, "--threads", 2, "-o", two, "--quiet").err())
                .isEmpty();
        assertThat(Files.readAllBytes(one)).isEqualTo(Files.readAllBytes(two));
    }

    @Test
    void whatIsNoPictureIsLeftOut() throws IOException {
        photos.add(2, Files.writeString(folder.resolve("notes.txt"), "no picture"));
        Cli.Result result = train("--steps", 30);
        assertThat(result.err())
                .contains("warning: left out:")
                .contains("notes.txt")
                .contains("trained on 8 pictures");
        assertThat(result.status()).isZero();
        photos.subList(0, 4).clear();
        photos.add(folder.resolve("notes.txt"));
        photos.add(folder.resolve("notes.txt"));
        Cli.Result tooFew = train("--steps", 30, "--overwrite");
        assertThat(tooFew.status()).isEqualTo(1);
        assertThat(tooFew.err()).contains("at least 8 pictures");
    }

    @ParameterizedTest
    @CsvSource({
        "--minutes 0,       --minutes is 0.1 to 1440",
        "--minutes NaN,     --minutes is 0.1 to 1440",
        "--steps 0,         --steps is 1 or more",
        "--side 10,         --side is 64 to 4096",
    })
    void wrongOptionsAreOneSentence(String option, String sentence) {
        Cli.Result result = train((Object[]) option.split(" "));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains(sentence);
        assertThat(model.resolve("latent.prior")).doesNotExist();
    }

    @Test
    void wrongNamesAreFoundBeforeAnyWork() {
        photos.add(folder);
        assertThat(train().err()).contains("is a folder; name the pictures in it");
        photos.set(PHOTOS, folder.resolve("missing.png"));
        assertThat(train().err()).contains("there is no file").contains("missing.png");
        photos.subList(1, photos.size()).clear();
        Cli.Result single = train();
        assertThat(single.status()).isEqualTo(2);
        assertThat(single.err()).contains("at least 8 photographs, not on 1");
        Cli.Result embedded = new Cli().run("train-prior", photos.get(0));
        assertThat(embedded.status()).isEqualTo(2);
        assertThat(embedded.err()).contains("has a prior already");
    }
}
