"""The embedded autoencoder: diffusers' AutoencoderTiny with `patch_size` and unequal widths.

Shapes are NCHW. Images are in [-1, 1]; latents inside this program are in *scaled* units, y = z * scaling_factor,
the units the quantiser's step is expressed in. `fold.py` turns a trained model into plain diffusers weights.

A *lifted* model (the one that is trained) has one channel less per stage and max(x, -lift) where diffusers has relu:
the trunk then stays centred and nearly linear, which trains far better than a trunk of positive numbers. The folded
model computes the same: the trunk raised by `lift`, and the spare channel, constant 1, cancels it again in front of each
convolution, at the padded edge too.
"""

import torch
import torch.nn.functional as F
from torch import nn

DEFAULT_CONFIG = {
    "_class_name": "AutoencoderTiny",
    "in_channels": 3,
    "out_channels": 3,
    "act_fn": "relu",
    "encoder_block_out_channels": [128],
    "num_encoder_blocks": [3],
    "decoder_block_out_channels": [128],
    "num_decoder_blocks": [4],
    "latent_channels": 48,
    "patch_size": 8,
    "upsampling_scaling_factor": 2,
    "latent_magnitude": 3,
    "latent_shift": 0.5,
    "scaling_factor": 64.0,
    "shift_factor": 0.0,
    "force_upcast": False,
}


class LiftedRelu(nn.Module):
    """max(x, -lift) per channel; plain relu without a lift."""

    def __init__(self, width, lifted):
        super().__init__()
        self.register_buffer("lift", torch.zeros(width) if lifted else None)
        self.linear = False

    def forward(self, x):
        if self.linear:
            return x
        if self.lift is None:
            return F.relu(x)
        return torch.maximum(x, -self.lift.to(x.dtype)[:, None, None])


class Block(LiftedRelu):
    """relu(conv(relu(conv(relu(conv(x))))) + x): AutoencoderTinyBlock with equal input and output widths."""

    def __init__(self, width, lifted):
        super().__init__(width, lifted)
        self.conv = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1),
        )
        # A quiet branch at the start: without normalisation the trunk's variance would otherwise double per block.
        with torch.no_grad():
            self.conv[4].weight.mul_(0.2)

    def forward(self, x):
        return x if self.linear else super().forward(self.conv(x) + x)


def run_layers(layers, x):
    """All layers but the last in the ambient precision, the last one in F32: it makes the latent or the pixels."""
    for layer in layers[:-1]:
        x = layer(x)
    with torch.autocast(x.device.type, enabled=False):
        return layers[-1](x.float())


class Encoder(nn.Module):
    def __init__(self, cfg, lifted):
        super().__init__()
        p = cfg["patch_size"]
        self.patch = p
        widths = [w - lifted for w in cfg["encoder_block_out_channels"]]
        layers = [nn.Conv2d(cfg["in_channels"] * p * p, widths[0], 3, padding=1)]
        for i, (width, blocks) in enumerate(zip(widths, cfg["num_encoder_blocks"])):
            if i > 0:
                layers.append(nn.Conv2d(widths[i - 1], width, 3, stride=2, padding=1, bias=False))
            layers += [Block(width, lifted) for _ in range(blocks)]
        layers.append(nn.Conv2d(widths[-1], cfg["latent_channels"], 3, padding=1))
        self.layers = nn.Sequential(*layers)

    def forward(self, image):
        """image [-1, 1], n*3*h*w -> scaled latent, n*c*(h/8)*(w/8) for one stage and patch 8."""
        return run_layers(self.layers, F.pixel_unshuffle(image.add(1).div(2), self.patch))


class Decoder(nn.Module):
    def __init__(self, cfg, lifted):
        super().__init__()
        p = cfg["patch_size"]
        self.patch = p
        self.limit = cfg["latent_magnitude"] * cfg["scaling_factor"]
        widths = [w - lifted for w in cfg["decoder_block_out_channels"]]
        layers = [nn.Conv2d(cfg["latent_channels"], widths[0], 3, padding=1), LiftedRelu(widths[0], lifted)]
        for i, (width, blocks) in enumerate(zip(widths, cfg["num_decoder_blocks"])):
            last = i == len(widths) - 1
            layers += [Block(width, lifted) for _ in range(blocks)]
            if last:
                layers.append(nn.Conv2d(width, cfg["out_channels"] * p * p, 3, padding=1))
            else:
                layers.append(nn.Upsample(scale_factor=cfg["upsampling_scaling_factor"]))
                layers.append(nn.Conv2d(width, widths[i + 1], 3, padding=1, bias=False))
        self.layers = nn.Sequential(*layers)
        self._smooth_start(self.layers[-1])

    def _smooth_start(self, conv):
        """All p*p sub-pixels of a channel start with the same filter (ICNR, Aitken et al. 2017): no grid to unlearn."""
        with torch.no_grad():
            shared = conv.weight[:: self.patch**2]
            conv.weight.copy_(shared.repeat_interleave(self.patch**2, 0))
            conv.bias.fill_(0.5)

    def forward(self, latent):
        """scaled latent -> image [-1, 1], not clipped."""
        x = torch.tanh(latent / self.limit) * self.limit
        return F.pixel_shuffle(run_layers(self.layers, x), self.patch).mul(2).sub(1)


class AutoencoderTiny(nn.Module):
    def __init__(self, cfg=None, lifted=True):
        super().__init__()
        self.cfg = dict(DEFAULT_CONFIG if cfg is None else cfg)
        self.encoder = Encoder(self.cfg, int(lifted))
        self.decoder = Decoder(self.cfg, int(lifted))

    def set_linear(self, linear):
        """Bypasses (or restores) every block and the decoder's first relu: see start.py."""
        for module in self.modules():
            if isinstance(module, LiftedRelu):
                module.linear = linear
        return self

    @property
    def factor(self):
        """Pixels per latent site along one side."""
        return self.cfg["patch_size"] * 2 ** (len(self.cfg["encoder_block_out_channels"]) - 1)


def macs_per_pixel(layers, patch):
    """Multiply-adds per image pixel of one side of the model."""
    scale, total = 1.0 / patch**2, 0.0
    for layer in layers:
        if isinstance(layer, nn.Upsample):
            scale *= layer.scale_factor**2
        convs = [layer] if isinstance(layer, nn.Conv2d) else [m for m in layer.modules() if isinstance(m, nn.Conv2d)]
        for conv in convs:
            scale /= conv.stride[0] ** 2
            total += conv.weight.numel() * scale
    return total
