package org.sdcodec.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.checkpoint.ModelPart;
import org.sdcodec.weights.safetensors.SafetensorsWriter;

class ModelLibraryTest {
    private static final String COMMIT = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private static final String OLDER = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    @TempDir
    Path disk;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void environment() {
        environment.put("HF_HUB_CACHE", disk.resolve("hub").toString());
    }

    private ModelLibrary library() {
        return new ModelLibrary(new HubEnvironment(environment));
    }

    private Path checkpoint(String file, String tensor) throws IOException {
        Path path = disk.resolve(file);
        Files.createDirectories(path.getParent());
        new SafetensorsWriter().add(tensor, DType.F32, new float[] {1}, 1).write(path);
        return path;
    }

    /** A network's folder in a snapshot, its files as links to blobs or as copies. */
    private Path snapshot(String repository, String commit, boolean links) throws IOException {
        Path folder = disk.resolve("hub/models--" + repository.replace("/", "--"));
        Path snapshot = folder.resolve("snapshots").resolve(commit);
        Path blobs = Files.createDirectories(folder.resolve("blobs"));
        Files.createDirectories(snapshot);
        Path weights = checkpoint("hub/" + folder.getFileName() + "/blobs/weights", "quant_conv.bias");
        Path config = Files.writeString(blobs.resolve("config"), "{\"_class_name\":\"AutoencoderKL\"}");
        Path first = snapshot.resolve("diffusion_pytorch_model.safetensors");
        if (links) {
            Files.createSymbolicLink(first, Path.of("../../blobs/weights"));
            Files.createSymbolicLink(snapshot.resolve("config.json"), Path.of("../../blobs/config"));
        } else {
            Files.copy(weights, first);
            Files.copy(config, snapshot.resolve("config.json"));
        }
        return snapshot;
    }

    private void refer(String repository, String commit) throws IOException {
        Path refs = disk.resolve("hub/models--" + repository.replace("/", "--")).resolve("refs");
        Files.createDirectories(refs);
        Files.writeString(refs.resolve("main"), commit);
    }

    @Test
    void listsTheHubCacheWithLinksAndWithCopies() throws IOException {
        Path linked = snapshot("stabilityai/sd-vae-ft-mse", COMMIT, true);
        snapshot("stabilityai/sd-vae-ft-mse", OLDER, true);
        refer("stabilityai/sd-vae-ft-mse", COMMIT);
        Path copied = snapshot("someone/other--vae", OLDER, false);
        Files.createDirectories(disk.resolve("hub/models--empty--model/blobs"));
        Files.createDirectories(disk.resolve("hub/datasets--a--b/snapshots/x"));
        Files.createDirectories(disk.resolve("hub/.locks"));
        List<FoundModel> found = library().list(List.of());
        assertThat(found).extracting(FoundModel::name).containsExactly("someone/other--vae", "sd-vae-ft-mse");
        assertThat(found).extracting(FoundModel::path).containsExactly(copied, linked);
        assertThat(found).allMatch(FoundModel::isUsable).allMatch(model -> model.bytes() > 100);
        assertThat(found.get(0).parts()).containsExactly(ModelPart.VAE);
        assertThat(found.get(0).layout()).isEqualTo("autoencoder folder");

        assertThat(library().open("sd-vae-ft-mse").path()).isEqualTo(linked);
        assertThat(library().open("stabilityai/sd-vae-ft-mse").path()).isEqualTo(linked);
        assertThat(library()
                        .open(disk.resolve("hub/models--stabilityai--sd-vae-ft-mse")
                                .toString())
                        .path())
                .isEqualTo(linked);
    }

    @Test
    void listsTheSingleFilesOfASnapshotThatHoldsSeveral() throws IOException {
        String snapshot = "hub/models--a--checkpoints/snapshots/" + COMMIT;
        Path blob = checkpoint("hub/models--a--checkpoints/blobs/one", "model.diffusion_model.x");
        Path first = disk.resolve(snapshot + "/v1.safetensors");
        Files.createDirectories(first.getParent());
        Files.createSymbolicLink(first, first.getParent().relativize(blob));
        Path second = checkpoint(snapshot + "/pruned/v1.safetensors", "model.diffusion_model.y");
        checkpoint(snapshot + "/empty_prompt.safetensors", "last_hidden_state");
        checkpoint(snapshot + "/lora.safetensors", "lora_unet.x");
        List<FoundModel> found = library().list(List.of());
        assertThat(found)
                .extracting(FoundModel::name)
                .containsExactly(
                        "a/checkpoints/lora.safetensors",
                        "a/checkpoints/pruned/v1.safetensors",
                        "a/checkpoints/v1.safetensors");
        assertThat(found).extracting(FoundModel::isUsable).containsExactly(false, true, true);
        assertThat(library().open("a/checkpoints/v1.safetensors").path()).isEqualTo(first);
        assertThat(library().open("a/checkpoints/pruned/v1.safetensors").path()).isEqualTo(second);
        assertThatThrownBy(() -> library().open("a/checkpoints")).hasMessageContaining("holds 2 safetensors files");
        assertThatThrownBy(() -> library().open("a/checkpoints/v2.safetensors"))
                .hasMessageContaining("there is no model");

        // One file alone is the model that its repository's name means.
        Path alone =
                checkpoint("hub/models--a--one/snapshots/" + COMMIT + "/v3.safetensors", "model.diffusion_model.x");
        assertThat(library().list(List.of()))
                .anyMatch(model -> model.name().equals("a/one") && model.path().equals(alone));
        assertThat(library().open("a/one").path()).isEqualTo(alone);
        assertThat(library().open("a/one/v3.safetensors").path()).isEqualTo(alone);
    }

    @Test
    void withoutAReferenceTheNewestSnapshotCounts() throws IOException {
        Path newer = snapshot("a/b", COMMIT, false);
        Path older = snapshot("a/b", OLDER, false);
        Files.setLastModifiedTime(older, FileTime.fromMillis(1_000_000));
        assertThat(library().open("a/b").path()).isEqualTo(newer);
        refer("a/b", OLDER);
        assertThat(library().open("a/b").path()).isEqualTo(older);
        refer("a/b", "../../../elsewhere");
        assertThat(library().open("a/b").path()).isEqualTo(newer);
    }

    /** A zip file system has no links. */
    @Test
    void withoutLinksTheFilesLieInTheSnapshot() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(disk.resolve("disk.zip"), Map.of("create", "true"))) {
            HubCache cache = new HubCache(zip.getPath("/hub"));
            ContentHash small = new ContentHash("1".repeat(40));
            ContentHash large = new ContentHash("2".repeat(64));
            Files.createDirectories(cache.blob("a/b", small).getParent());
            Files.writeString(cache.blob("a/b", small), "{}");
            Files.write(cache.blob("a/b", large), new byte[2 << 20]);
            cache.link("a/b", COMMIT, "vae/config.json", small);
            cache.link("a/b", COMMIT, "unet/config.json", small);
            cache.link("a/b", COMMIT, "vae/weights", large);
            Path snapshot = cache.snapshot("a/b", COMMIT);
            assertThat(snapshot.resolve("vae/config.json")).hasContent("{}");
            assertThat(snapshot.resolve("unet/config.json")).hasContent("{}");
            assertThat(snapshot.resolve("vae/weights")).hasSize(2 << 20);
            assertThat(cache.blob("a/b", large)).doesNotExist();
            cache.link("a/b", COMMIT, "vae/weights", large);
            assertThat(snapshot.resolve("vae/weights")).hasSize(2 << 20);
        }
    }

    @Test
    void listsFoldersOfCheckpoints() throws IOException {
        Path first = checkpoint("models/sub/deep/v1.safetensors", "model.diffusion_model.x");
        Path lora = checkpoint("models/lora.safetensors", "lora_unet.x");
        Path pickle = disk.resolve("models/old.ckpt");
        Files.write(pickle, new byte[] {(byte) 0x80, 2, 0});
        Files.writeString(disk.resolve("models/notes.txt"), "");
        Files.createDirectories(disk.resolve("models/diffusers/vae"));
        Files.writeString(disk.resolve("models/diffusers/vae/config.json"), "{}");
        checkpoint("models/diffusers/vae/diffusion_pytorch_model.safetensors", "quant_conv.bias");
        Path diffusers = disk.resolve("models/diffusers");
        checkpoint("models/.trash/v0.safetensors", "model.diffusion_model.x");
        // A loop of links ends.
        Files.createSymbolicLink(disk.resolve("models/sub/loop"), disk.resolve("models"));
        environment.put("SDCODEC_MODELS", disk.resolve("models") + File.pathSeparator + disk.resolve("absent"));

        List<FoundModel> found = library().list(List.of(first));
        assertThat(found).extracting(FoundModel::path).containsExactly(first, diffusers, lora, pickle);
        assertThat(found).extracting(FoundModel::isUsable).containsExactly(true, true, false, false);
        assertThat(found.get(2).problem().orElse("")).contains("is a LoRA");
        assertThat(found.get(3).problem().orElse("")).contains("is a pickle");

        assertThat(library().open("diffusers").path()).isEqualTo(diffusers);
        assertThat(library().open("sub/deep/v1").path()).isEqualTo(first);
        assertThat(library().open(first.toString()).path()).isEqualTo(first);
        assertThatThrownBy(() -> library().open("lora")).hasMessageContaining("is a LoRA");
    }

    @Test
    void saysHowToGetAModel() {
        assertThatThrownBy(() -> library().open("sd15"))
                .isInstanceOf(WeightsException.class)
                .hasMessage("sd-1.5: is not on this machine; 'pull sd-1.5' fetches it");
        assertThatThrownBy(() -> library().open("no\0thing"))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("there is no model 'no\\u0000thing'; give a path");
        assertThatThrownBy(() -> library().list(List.of(disk.resolve("none"))))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("there is no such file or folder");
        assertThat(library().list(List.of())).isEmpty();
    }
}
