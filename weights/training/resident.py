"""The same crops as data.py, cut on the accelerator: all pixels stay in its memory, a CPU could not feed it."""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from data import CLEAN, SCALE_CLEAN, SCALE_OTHER, SOURCE_WEIGHTS, source_of, with_plain_surfaces

# Samples that share one scale, and so one resize.
GROUP = 16


class ResidentCrops:
    def __init__(self, cache, crop, batch, seed, device):
        cache = Path(cache)
        index = json.loads((cache / "index.json").read_text())
        self.pixels = torch.from_numpy(np.fromfile(cache / "pixels.bin", np.uint8)).to(device)
        self.crop, self.batch, self.seed, self.device = crop, batch, seed, device
        self.h = np.array([e["h"] for e in index])
        self.w = np.array([e["w"] for e in index])
        self.offset = np.array([e["offset"] for e in index])
        self.weight = np.array([SOURCE_WEIGHTS[source_of(e["name"])] for e in index])
        self.clean = np.array([source_of(e["name"]) in CLEAN for e in index])

    def at(self, step):
        """As Crops.at, on the device."""
        rng = np.random.default_rng([self.seed, step])
        groups = [self._group(min(GROUP, self.batch - i), rng) for i in range(0, self.batch, GROUP)]
        images = with_plain_surfaces(torch.cat(groups), rng)
        chosen = (rng.permutation(self.batch) + rng.random(self.batch)) / self.batch
        return images, torch.from_numpy(chosen).float().to(self.device)

    def _group(self, n, rng):
        only_clean = rng.random() < (self.weight * self.clean).sum() / self.weight.sum()
        scale = rng.uniform(*(SCALE_CLEAN if only_clean else SCALE_OTHER))
        size = round(self.crop / scale)
        fits = np.minimum(self.h, self.w) >= min(size, 300)
        weight = self.weight * fits * (self.clean == only_clean)
        picks = rng.choice(len(weight), n, p=weight / weight.sum())
        size = min(size, int(np.minimum(self.h, self.w)[picks].min()))
        y = rng.integers(self.h[picks] - size + 1)
        x = rng.integers(self.w[picks] - size + 1)
        row = torch.from_numpy(self.offset[picks] + (y * self.w[picks] + x) * 3).to(self.device)
        pitch = torch.from_numpy(self.w[picks] * 3).to(self.device)
        rows = row[:, None] + pitch[:, None] * torch.arange(size, device=self.device)
        at = rows[:, :, None] + torch.arange(size * 3, device=self.device)
        part = self.pixels[at].view(n, size, size, 3).permute(0, 3, 1, 2)
        if size != self.crop:
            part = F.interpolate(part.float(), (self.crop, self.crop), mode="bicubic", antialias=True)
            part = part.round().clamp(0, 255).to(torch.uint8)
        flip = torch.from_numpy(rng.random(n) < 0.5).to(self.device)
        return torch.where(flip[:, None, None, None], part.flip(3), part)

    def from_step(self, step):
        while True:
            yield self.at(step)
            step += 1
