"""Training crops: every JPEG is decoded once into one memory-mapped file; crops are a function of (seed, step)."""

import csv
import json
import queue
import threading
import zipfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

# Per image. The cleanest and most varied sources count most, the most uniform ones least.
SOURCE_WEIGHTS = {
    "cid22": 3.0, "f18png": 3.0, "camera": 2.0, "oid": 2.5, "drone": 2.0, "exif": 1.5, "matebg": 1.5, "buddha": 1.0,
    "f18": 1.0, "deepin": 1.0, "popos": 1.0, "ai102": 0.7, "azure": 0.6, "mslearn": 0.7, "mdn": 0.7, "uswds": 0.6,
    "cook": 0.6, "face": 0.5, "food": 0.4, "grocery": 0.3, "cloth": 0.25,
}
# Sources without visible JPEG artefacts may also be used at and slightly above their own size.
CLEAN = {"cid22", "f18png"}
SCALE_CLEAN, SCALE_OTHER = (0.6, 1.15), (0.6, 1.0)
# The share of crops that no camera made. Photographs hardly hold a surface without noise, or a saturated one.
PLAIN_SHARE = 0.04


def with_plain_surfaces(images, rng):
    """n*3*side*side uint8 -> the same, some replaced by a slope between four colours, a quarter of these by one colour."""
    side = images.shape[-1]
    for i in np.flatnonzero(rng.random(len(images)) < PLAIN_SHARE):
        corners = torch.from_numpy(rng.uniform(0, 255, (1, 3, 2, 2))).float()
        spread, colourful = max(0.0, rng.uniform(-1 / 3, 1)), rng.random()
        corners = corners[..., :1, :1].lerp(corners, spread)
        corners = corners.mean(1, keepdim=True).lerp(corners, colourful)
        slope = F.interpolate(corners, (side, side), mode="bilinear", align_corners=True)
        images[i] = slope[0].round().to(torch.uint8)
    return images


def source_of(name):
    return name.split("_")[0]


def build_cache(images, cache, limit_side=None):
    """Decode images/*.jpg into cache/pixels.bin with cache/index.json. limit_side shrinks the longer side."""
    cache = Path(cache)
    cache.mkdir(parents=True, exist_ok=True)
    index, offset = [], 0
    with open(cache / "pixels.part", "wb") as f:
        for path in sorted(Path(images).glob("*.jpg")):
            img = Image.open(path).convert("RGB")
            if limit_side and max(img.size) > limit_side:
                img.thumbnail((limit_side, limit_side), Image.LANCZOS)
            raw = np.asarray(img, np.uint8)
            f.write(raw.tobytes())
            index.append({"name": path.name, "h": raw.shape[0], "w": raw.shape[1], "offset": offset})
            offset += raw.size
    (cache / "pixels.part").rename(cache / "pixels.bin")
    (cache / "index.json").write_text(json.dumps(index))


class Crops:
    def __init__(self, cache, crop, batch, seed):
        cache = Path(cache)
        self.index = json.loads((cache / "index.json").read_text())
        self.pixels = np.memmap(cache / "pixels.bin", np.uint8, "r")
        self.index = [e for e in self.index if min(e["h"], e["w"]) >= crop]
        self.crop, self.batch, self.seed = crop, batch, seed
        weight = np.array([SOURCE_WEIGHTS[source_of(e["name"])] for e in self.index])
        self.probability = weight / weight.sum()

    def at(self, step):
        """The batch of one step: n*3*crop*crop uint8, and n uniform numbers in 0..1 that choose the quantiser steps."""
        rng = np.random.default_rng([self.seed, step])
        picks = rng.choice(len(self.index), self.batch, p=self.probability)
        images = torch.from_numpy(np.stack([self._crop(self.index[i], rng) for i in picks])).permute(0, 3, 1, 2)
        images = with_plain_surfaces(images, rng)
        # Stratified: each batch covers the whole range of rates.
        chosen = (rng.permutation(self.batch) + rng.random(self.batch)) / self.batch
        return images, torch.from_numpy(chosen).float()

    def _crop(self, e, rng):
        h, w = e["h"], e["w"]
        raw = self.pixels[e["offset"] : e["offset"] + h * w * 3].reshape(h, w, 3)
        low, high = SCALE_CLEAN if source_of(e["name"]) in CLEAN else SCALE_OTHER
        scale = max(rng.uniform(low, high), self.crop / min(h, w))
        size = min(round(self.crop / scale), h, w)
        y, x = rng.integers(h - size + 1), rng.integers(w - size + 1)
        part = raw[y : y + size, x : x + size]
        if size != self.crop:
            part = np.asarray(Image.fromarray(part).resize((self.crop, self.crop), Image.LANCZOS))
        return part[:, ::-1] if rng.random() < 0.5 else part

    def from_step(self, step, ahead=4):
        """Batches of step, step+1, ... prepared by one thread."""
        ready = queue.Queue(ahead)

        def fill():
            at = step
            while True:
                ready.put(self.at(at))
                at += 1

        threading.Thread(target=fill, daemon=True).start()
        while True:
            yield ready.get()


def pack(images, out, limit):
    """The JPEGs as zip shards of at most limit bytes, the most telling sources first: what a small link can carry."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    paths = sorted(Path(images).glob("*.jpg"), key=lambda p: (-SOURCE_WEIGHTS[source_of(p.name)], p.name))
    shard, used, number = None, 0, 0
    for path in paths:
        size = path.stat().st_size + 2 * len(path.name) + 200
        if shard is None or used + size > limit:
            if shard:
                shard.close()
            shard = zipfile.ZipFile(out / f"{number:02d}.zip", "w", zipfile.ZIP_STORED)
            number, used = number + 1, 0
        shard.write(path, path.name)
        used += size
    if shard:
        shard.close()


def write_manifest(images, out):
    """Name, source, licence and sampling weight of every training picture."""
    with open(Path(images) / "MANIFEST.csv", newline="") as f:
        rows = [r for r in csv.DictReader(f) if (Path(images) / r["file"]).exists()]
    with open(out, "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(["file", "source_repo", "licence", "weight"])
        for r in sorted(rows, key=lambda r: r["file"]):
            w.writerow([r["file"], r["source_repo"], r["licence"], SOURCE_WEIGHTS[source_of(r["file"])]])
