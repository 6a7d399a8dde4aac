"""A second decoder for the eye, behind the frozen encoder and the real quantizer.

It starts as a copy of the decoder, which stays as the reference. A discriminator of patches (Isola et al. 2017) sees the reference's
picture beside the one in question, so it judges detail that fits the file, not beauty. Losses: squared error as in the training
before; the hinge loss of the discriminator (Lim & Ye 2017) and the distance of its features (feature matching, Wang et al. 2018),
both ramped up after the discriminator alone has learnt; the distance from the reference where local contrast is high, so that
letters and faces are not invented; and what repeats from cell to cell of the latent's grid, so that flat areas get no pattern.
"""

import copy

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

from loop import LAMBDA, Training, Weights, alpha_at, distortion, steps_at
from metrics import luma, texture_distance
from optim import rate_at

# Grey levels of local range at which the distance from the reference begins to count, and from which on it counts fully.
CONTRAST = (60.0, 160.0)


class Discriminator(nn.Module):
    """Strided convolutions with spectral normalization; every output sees 46*46 pixels."""

    def __init__(self, widths=(48, 96, 192)):
        super().__init__()
        layers, inputs = [], 6
        for width in widths:
            layers.append(spectral_norm(nn.Conv2d(inputs, width, 4, stride=2, padding=1)))
            inputs = width
        self.features = nn.ModuleList(layers)
        self.judge = spectral_norm(nn.Conv2d(inputs, 1, 4, padding=1))

    def forward(self, picture, reference):
        """n*3*h*w in 0..255 each -> logits n*1*h'*w', and the features of every layer."""
        x, seen = torch.cat([picture, reference], 1) / 127.5 - 1, []
        for layer in self.features:
            x = F.leaky_relu(layer(x), 0.2)
            seen.append(x)
        return self.judge(x), seen


def contrast_weight(target):
    """n*3*h*w in 0..255 -> n*1*h*w in 0..1: where luma's range over 9*9 pixels is large."""
    y = luma(target)
    local = F.max_pool2d(y, 9, 1, 4) + F.max_pool2d(-y, 9, 1, 4)
    low, high = CONTRAST
    return ((local - low) / (high - low)).clamp(0, 1)


def feature_distance(features, others):
    return sum((a - b.detach()).abs().mean() for a, b in zip(features, others)) / len(features)


def lattice(difference, cell, cells=6):
    """n*c*h*w -> the mean square of what repeats with the period of a cell, in squares of so many cells a side.

    The mean over the cells of a square keeps a pattern of that period (or a part of it) as it is, and leaves of other detail a
    variance of 1/cells^2. Sides are multiples of the period; what is left over of a last square does not count.
    """
    h, w = (side // (cell * cells) * cells for side in difference.shape[2:])
    part = difference[:, :, : h * cell, : w * cell]
    split = part.unflatten(3, (w // cells, cells, cell)).unflatten(2, (h // cells, cells, cell))
    phases = split.mean((3, 6))  # n, c, squares down, phase down, squares across, phase across
    return (phases - phases.mean((3, 5), keepdim=True)).square().mean()


class Realism(Training):
    """Trains the decoder and the discriminator; what it saves is a checkpoint like any other, to export and to measure."""

    FIELDS = ["step", "loss", "texture", "mse", "ms_ssim", "judgement", "lr", "weight", "grad_norm", "seconds"]

    def make_parts(self):
        """The trained copy takes the decoder's place in the model; in a run that goes on, `_restore` brings back all parts."""
        for p in [*self.model.parameters(), *self.prior.parameters()]:
            p.requires_grad_(False)
        reference = copy.deepcopy(self.model.decoder)
        for p in self.model.decoder.layers.parameters():
            p.requires_grad_(True)
        return super().make_parts() | {"discriminator": Discriminator(), "reference": reference}

    def one(self, batch, chosen):
        a, judge, reference_decoder = self.args, self.parts["discriminator"], self.parts["reference"]
        torch.manual_seed(a.seed * 1_000_003 + self.step)
        target = batch.to(self.device).float().contiguous(memory_format=torch.channels_last)
        steps = steps_at(chosen, a.step_bounds, a.coarse_share).to(self.device)
        width = steps[:, None, None, None]
        with torch.autocast(self.device.type, torch.bfloat16, enabled=not a.fp32):
            with torch.no_grad():
                latent = (self.model.encoder(target / 127.5 - 1) / width).round() * width
                reference = reference_decoder(latent).add(1).mul(127.5)
            decoded = self.model.decoder(latent).add(1).mul(127.5)
            real, known = judge(target, reference)
            false, _ = judge(decoded.detach(), reference)
            judgement = F.relu(1 - real.float()).mean() + F.relu(1 + false.float()).mean()
            # The decoder's own terms go through a discriminator that does not learn from them.
            judge.requires_grad_(False)
            opinion, seen = judge(decoded, reference)
            judge.requires_grad_(True)
        ramp = alpha_at(self.step, 1.0, a.realism_from, a.realism_ramp)
        total, mse, similarity = distortion(decoded, target, steps, Weights(a.alpha, a.ssimulacra, a.cast))
        fidelity = (LAMBDA * steps**-2 * total * steps).mean()
        kept = (contrast_weight(target) * (decoded - reference).abs()).mean()
        grid = lattice((decoded - reference).float(), self.model.factor)
        invented = -opinion.float().mean() + a.feature_weight * feature_distance(seen, known)
        loss = fidelity + ramp * (a.realism_weight * invented + a.keep_weight * kept + a.lattice_weight * grid)
        for o in self.optimizers:
            o.zero_grad(set_to_none=True)
        (loss + judgement).backward()
        norm = self.clip_gradients(self.model.decoder.layers.parameters())
        self.clip_gradients(judge.parameters())
        lr = rate_at(self.step, a.lr, a.warmup, self.cooled())
        self.update(norm, lr)
        with torch.no_grad():
            texture = texture_distance(target[:1], decoded[:1].float(), directions=16)
        values = torch.stack([v.detach().float().mean() for v in (loss, texture, mse, similarity, judgement, norm)]).tolist()
        return values[:5] + [lr, ramp, values[5]]
