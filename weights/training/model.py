"""The embedded autoencoder: diffusers' AutoencoderTiny with `patch_size`, unequal widths and, where the configuration says
`"upsampling": "shuffle"`, a pixel shuffle behind the convolution instead of nearest upsampling in front of it.

Shapes are NCHW. Images are in [-1, 1]; latents inside this program are in *scaled* units, y = z * UNIT,
the units the quantiser's step is expressed in. `fold.py` turns a trained model into plain diffusers weights.

A *lifted* model (the one that is trained) has one channel less per stage and max(x, -lift) where diffusers has relu:
the trunk then stays centred and nearly linear, which trains far better than a trunk of positive numbers. The folded
model computes the same: the trunk raised by `lift`, and the spare channel, constant 1, cancels it again in front of each
convolution, at the padded edge too.
"""

import torch
import torch.nn.functional as F
from torch import nn

# Training's latent y is the stored latent z times this: |z| stays well below latent_magnitude, and steps are of the order of 1.
# The shipped scaling_factor is another number; it decides which steps users of the codec get for a quality.
UNIT = 64.0

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
    "scaling_factor": 24.0,
    "shift_factor": 0.0,
    "force_upcast": False,
    # Not of diffusers: the decoder saw latents that were rounded to whole steps.
    "trained_quantization": "rounding",
}


class _Floor(torch.autograd.Function):
    """max(x, floor), the floor not trained: half the operations of torch.maximum's gradient."""

    @staticmethod
    def forward(ctx, x, floor):
        out = torch.maximum(x, floor)
        ctx.save_for_backward(x, floor)
        return out

    @staticmethod
    def backward(ctx, gradient):
        x, floor = ctx.saved_tensors
        return gradient * (x > floor), None


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
        floor = F.pad(-self.lift, (0, x.shape[1] - len(self.lift)))
        return _Floor.apply(x, floor.to(x.dtype)[:, None, None])


class TrunkConv(nn.Conv2d):
    """3*3 convolution whose output is widened by silent channels to a multiple of 32.

    oneDNN runs 128 channels 13 % faster than 127, there and back; what the parameters hold stays 127 wide.
    """

    def __init__(self, inputs, outputs, cells=1, **options):
        """cells: output channels that a pixel shuffle behind it makes one of."""
        super().__init__(inputs, outputs, 3, padding=1, **options)
        self.wider = cells if -(outputs // cells) % 32 == 1 else 0

    def forward(self, x):
        weight = F.pad(self.weight, (0, 0, 0, 0, 0, x.shape[1] - self.in_channels, 0, self.wider))
        bias = None if self.bias is None else F.pad(self.bias, (0, self.wider))
        return F.conv2d(x, weight, bias, self.stride, self.padding)


class Block(LiftedRelu):
    """relu(conv(relu(conv(relu(conv(x))))) + x): AutoencoderTinyBlock with equal input and output widths."""

    def __init__(self, width, lifted):
        super().__init__(width, lifted)
        self.conv = nn.Sequential(
            TrunkConv(width, width),
            nn.ReLU(),
            TrunkConv(width, width),
            nn.ReLU(),
            TrunkConv(width, width),
        )
        # A quiet branch at the start: without normalisation the trunk's variance would otherwise double per block.
        with torch.no_grad():
            self.conv[4].weight.mul_(0.2)

    def forward(self, x):
        return x if self.linear else super().forward(self.conv(x) + x)


class Encoder(nn.Module):
    def __init__(self, cfg, lifted):
        super().__init__()
        p = cfg["patch_size"]
        self.patch = p
        widths = [w - lifted for w in cfg["encoder_block_out_channels"]]
        layers = [TrunkConv(cfg["in_channels"] * p * p, widths[0])]
        for i, (width, blocks) in enumerate(zip(widths, cfg["num_encoder_blocks"])):
            if i > 0:
                layers.append(TrunkConv(widths[i - 1], width, stride=2, bias=False))
            layers += [Block(width, lifted) for _ in range(blocks)]
        layers.append(TrunkConv(widths[-1], cfg["latent_channels"]))
        self.layers = nn.Sequential(*layers)
        # Each channel's share of the quantiser's common step, and where its zero lies: see AutoencoderTiny.gains.
        self.log_gain = nn.Parameter(torch.zeros(cfg["latent_channels"]))
        self.shift = nn.Parameter(torch.zeros(cfg["latent_channels"]))

    def forward(self, image):
        """image [-1, 1], n*3*h*w -> scaled latent, n*c*(h/8)*(w/8) for one stage and patch 8."""
        x = self.layers[:-1](F.pixel_unshuffle(image.add(1).div(2), self.patch))
        # The latent needs more mantissa than BF16 has; the decoder's pixels do not (half a grey level, in training only).
        with torch.autocast(x.device.type, enabled=False):
            y = self.layers[-1](x.float())
            return (y + self.shift[:, None, None]) * self.log_gain.exp()[:, None, None]


class Decoder(nn.Module):
    def __init__(self, cfg, lifted, log_gain):
        super().__init__()
        p = cfg["patch_size"]
        self.patch = p
        self.log_gain = log_gain
        self.limit = cfg["latent_magnitude"] * UNIT
        widths = [w - lifted for w in cfg["decoder_block_out_channels"]]
        layers = [TrunkConv(cfg["latent_channels"], widths[0]), LiftedRelu(widths[0], lifted)]
        for i, (width, blocks) in enumerate(zip(widths, cfg["num_decoder_blocks"])):
            last = i == len(widths) - 1
            layers += [Block(width, lifted) for _ in range(blocks)]
            if last:
                layers.append(TrunkConv(width, cfg["out_channels"] * p * p))
            elif cfg.get("upsampling", "nearest") == "shuffle":
                # Nearest upsampling cannot tell even positions from odd ones, see README.md.
                factor = cfg["upsampling_scaling_factor"]
                conv = TrunkConv(width, widths[i + 1] * factor**2, cells=factor**2, bias=False)
                layers += [conv, nn.PixelShuffle(factor)]
            else:
                layers.append(nn.Upsample(scale_factor=cfg["upsampling_scaling_factor"]))
                layers.append(TrunkConv(width, widths[i + 1], bias=False))
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
        x = torch.tanh(latent / self.limit) * (self.limit * torch.exp(-self.log_gain)[:, None, None])
        return F.pixel_shuffle(self.layers(x).float(), self.patch).mul(2).sub(1)


class AutoencoderTiny(nn.Module):
    def __init__(self, cfg=None, lifted=True):
        super().__init__()
        self.cfg = dict(DEFAULT_CONFIG if cfg is None else cfg)
        self.encoder = Encoder(self.cfg, int(lifted))
        self.decoder = Decoder(self.cfg, int(lifted), self.encoder.log_gain)

    def set_linear(self, linear):
        """Bypasses (or restores) every block and the decoder's first relu: see start.py."""
        for module in self.modules():
            if isinstance(module, LiftedRelu):
                module.linear = linear
        return self

    @property
    def gains(self):
        """Finer (> 1) and coarser steps per channel.

        In the weights of two convolutions they could hardly move: those are large numbers and learn at everyone's rate.
        `fold.fold_gains` takes them, and the shifts, into those weights and into the prior.
        """
        return self.encoder.log_gain.exp()

    @property
    def factor(self):
        """Pixels per latent site along one side."""
        return self.cfg["patch_size"] * 2 ** (len(self.cfg["encoder_block_out_channels"]) - 1)


def macs_per_pixel(layers, patch):
    """Multiply-adds per image pixel of one side of the model."""
    scale, total = 1.0 / patch**2, 0.0
    for layer in layers:
        if isinstance(layer, (nn.Upsample, nn.PixelShuffle)):
            scale *= (layer.scale_factor if isinstance(layer, nn.Upsample) else layer.upscale_factor) ** 2
        convs = [layer] if isinstance(layer, nn.Conv2d) else [m for m in layer.modules() if isinstance(m, nn.Conv2d)]
        for conv in convs:
            scale /= conv.stride[0] ** 2
            total += conv.weight.numel() * scale
    return total
