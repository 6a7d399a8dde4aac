"""The small UNet of the embedded model and its noise schedule, in diffusers' names and configuration keys.

`UNet2DConditionModel` without attention. From x_t = sqrt(abar_t) * (latent + sigma * eps) and t it predicts eps, where sigma is the
standard deviation of a rounding error that is uniform over the quantiser's step. One DDIM step to the clean latent then only adds
-sigma * eps to the latent as it was decoded: a network that predicts nothing changes nothing.

Two keys are unusual, and on purpose. `norm_eps` 1 and two groups leave little of the group normalisation where activations are of the
order of 1: it would otherwise erase how strong a texture is beside the noise, and its statistics differ between crops and pictures.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

DEFAULT_CONFIG = {
    "_class_name": "UNet2DConditionModel",
    "act_fn": "silu",
    "in_channels": 48,
    "out_channels": 48,
    "block_out_channels": [96, 128],
    "down_block_types": ["DownBlock2D", "DownBlock2D"],
    "mid_block_type": "UNetMidBlock2D",
    "up_block_types": ["UpBlock2D", "UpBlock2D"],
    "layers_per_block": 1,
    "time_embedding_dim": 128,
    "norm_num_groups": 2,
    "norm_eps": 1.0,
    "flip_sin_to_cos": True,
    "freq_shift": 0,
}

# From the noise of -q 73 to that of -q 1 (steps 0.39 to 8 of the codec). Steps below the first leave a latent that counts as clean.
SCHEDULE = {
    "_class_name": "DDIMScheduler",
    "num_train_timesteps": 100,
    "beta_schedule": "linear",
    "beta_start": 0.012,
    "beta_end": 0.025,
    "prediction_type": "epsilon",
    "set_alpha_to_one": True,
    "clip_sample": False,
    "steps_offset": 0,
}


class Schedule:
    """sigma <-> t, as NoiseSchedule of the Java side: linear in the noise-to-signal ratio between whole time steps."""

    def __init__(self, cfg=None):
        cfg = SCHEDULE if cfg is None else cfg
        betas = torch.linspace(cfg["beta_start"], cfg["beta_end"], cfg["num_train_timesteps"], dtype=torch.float64)
        alphas = torch.cumprod(1 - betas, 0)
        self.ratio = ((1 - alphas) / alphas).sqrt()

    def timestep(self, sigma):
        """sigma: n, F64 -> t: n, F64; the ends beyond the schedule."""
        r = self.ratio
        sigma = sigma.clamp(r[0], r[-1])
        i = torch.searchsorted(r, sigma, right=True).clamp(1, len(r) - 1) - 1
        return i + (sigma - r[i]) / (r[i + 1] - r[i])

    def covers(self, sigma):
        return sigma > float(self.ratio[0])


class Resnet(nn.Module):
    """shortcut(x) + conv2(silu(norm2(conv1(silu(norm1(x))) + W silu(e))))"""

    def __init__(self, cfg, inputs, outputs):
        super().__init__()
        groups, eps = cfg["norm_num_groups"], cfg["norm_eps"]
        self.norm1 = nn.GroupNorm(groups, inputs, eps)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.time_emb_proj = nn.Linear(cfg["time_embedding_dim"], outputs)
        self.norm2 = nn.GroupNorm(groups, outputs, eps)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.conv_shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else None
        with torch.no_grad():
            self.conv2.weight.mul_(0.3)

    def forward(self, x, e):
        h = self.conv1(F.silu(self.norm1(x))) + self.time_emb_proj(e)[:, :, None, None]
        h = self.conv2(F.silu(self.norm2(h)))
        return h + (x if self.conv_shortcut is None else self.conv_shortcut(x))


class Sampler(nn.Module):
    def __init__(self, channels, stride):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, stride, 1)


class Down(nn.Module):
    def __init__(self, cfg, level):
        super().__init__()
        widths, layers = cfg["block_out_channels"], cfg["layers_per_block"]
        c, before = widths[level], widths[max(0, level - 1)]
        self.resnets = nn.ModuleList(Resnet(cfg, before if i == 0 else c, c) for i in range(layers))
        if level + 1 < len(widths):
            self.downsamplers = nn.ModuleList([Sampler(c, 2)])

    def forward(self, x, e, skips):
        for resnet in self.resnets:
            x = resnet(x, e)
            skips.append(x)
        if hasattr(self, "downsamplers"):
            x = self.downsamplers[0].conv(x)
            skips.append(x)
        return x


class Up(nn.Module):
    def __init__(self, cfg, level):
        super().__init__()
        widths, layers = cfg["block_out_channels"], cfg["layers_per_block"]
        c, below = widths[level], widths[min(len(widths) - 1, level + 1)]
        skips = [c] * layers + [widths[max(0, level - 1)]]
        self.resnets = nn.ModuleList(Resnet(cfg, (below if i == 0 else c) + s, c) for i, s in enumerate(skips))
        if level > 0:
            self.upsamplers = nn.ModuleList([Sampler(c, 1)])

    def forward(self, x, e, skips):
        for resnet in self.resnets:
            x = resnet(torch.cat([x, skips.pop()], 1), e)
        if hasattr(self, "upsamplers"):
            x = self.upsamplers[0].conv(F.interpolate(x, size=skips[-1].shape[2:], mode="nearest"))
        return x


class UNet(nn.Module):
    def __init__(self, cfg=None):
        super().__init__()
        self.cfg = dict(DEFAULT_CONFIG if cfg is None else cfg)
        widths, time = self.cfg["block_out_channels"], self.cfg["time_embedding_dim"]
        levels = range(len(widths))
        self.conv_in = nn.Conv2d(self.cfg["in_channels"], widths[0], 3, padding=1)
        self.time_embedding = nn.ModuleDict({"linear_1": nn.Linear(widths[0], time), "linear_2": nn.Linear(time, time)})
        self.down_blocks = nn.ModuleList(Down(self.cfg, i) for i in levels)
        self.mid_block = nn.ModuleDict({"resnets": nn.ModuleList([Resnet(self.cfg, widths[-1], widths[-1])])})
        self.up_blocks = nn.ModuleList(Up(self.cfg, i) for i in reversed(levels))
        self.conv_norm_out = nn.GroupNorm(self.cfg["norm_num_groups"], widths[0], self.cfg["norm_eps"])
        self.conv_out = nn.Conv2d(widths[0], self.cfg["out_channels"], 3, padding=1)
        nn.init.zeros_(self.conv_out.weight)
        nn.init.zeros_(self.conv_out.bias)

    @torch.no_grad()
    def expect(self, deviations):
        """For a start: inputs of these standard deviations per channel count alike."""
        self.conv_in.weight.div_(deviations[:, None, None])

    def time(self, t):
        half = self.cfg["block_out_channels"][0] // 2
        f = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32, device=t.device) / half)
        angle = t.float()[:, None] * f
        e = self.time_embedding["linear_1"](torch.cat([angle.cos(), angle.sin()], 1))
        return self.time_embedding["linear_2"](F.silu(e))

    def forward(self, x, t):
        """x: n*c*h*w, t: n -> the noise, n*c*h*w."""
        e = F.silu(self.time(t))
        x = self.conv_in(x)
        skips = [x]
        for block in self.down_blocks:
            x = block(x, e, skips)
        x = self.mid_block["resnets"][0](x, e)
        for block in self.up_blocks:
            x = block(x, e, skips)
        return self.conv_out(F.silu(self.conv_norm_out(x)))


def clean(unet, schedule, latent, step):
    """One DDIM step from the time step that the quantiser's steps imply to the clean latent.

    latent: n*c*h*w in the codec's scale (z * scaling_factor); step: n in that scale, all within the schedule.
    """
    sigma = step.double() / math.sqrt(12)
    signal = (1 / (1 + sigma**2).sqrt()).float()[:, None, None, None]
    eps = unet(latent * signal, schedule.timestep(sigma)).float()
    return latent - sigma.float()[:, None, None, None] * eps
