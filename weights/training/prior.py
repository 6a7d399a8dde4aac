"""The training prior: what the quantised latent costs in bits under a context model.

For each site it sees the causal part of a window (5*5 unless configured) over all channels, the earlier channel groups of the same
site, and log(step). It gives each channel a mixture of logistics in scaled-latent units; the cost of a value is the
mass of its bin [y - step/2, y + step/2], so the same formula serves uniform noise in training (Balle et al. 2017)
and rounded symbols in measuring.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

DEFAULT_PRIOR = {"channels": 48, "groups": 12, "context": 96, "hidden": 16, "mixtures": 2}


def _linear(x, conv, mask=None):
    weight = conv.weight.flatten(1) if mask is None else conv.weight.flatten(1) * mask
    return F.linear(x, weight, conv.bias)


class ContextPrior(nn.Module):
    def __init__(self, cfg=None):
        super().__init__()
        self.cfg = dict(DEFAULT_PRIOR if cfg is None else cfg)
        c, g, d = self.cfg["channels"], self.cfg["groups"], self.cfg["context"]
        width, k = g * self.cfg["hidden"], self.cfg["mixtures"]
        self.rows, self.columns = self.cfg.get("rows", 2), self.cfg.get("columns", 2)
        self.spatial = nn.Conv2d(c, d, (self.rows + 1, 2 * self.columns + 1))
        self.mix = nn.Conv2d(d, d, 1)
        self.from_channels = nn.Conv2d(c, width, 1, bias=False)
        self.from_context = nn.Conv2d(d, width, 1)
        self.middle = nn.Conv2d(width, width, 1)
        self.out = nn.Conv2d(width, c * 3 * k, 1)
        self.step_embed = nn.Linear(3, d + width)

        # The last row is the site's own: only the sites to its left are known.
        taps = torch.ones(1, 1, *self.spatial.kernel_size)
        taps[:, :, self.rows, self.columns :] = 0
        self.register_buffer("tap_mask", taps, persistent=False)
        of_channel = torch.arange(c) * g // c
        of_hidden = torch.arange(width) // self.cfg["hidden"]
        of_out = of_channel.repeat_interleave(3 * k)
        self.register_buffer("strict", self._mask(of_hidden, of_channel, False), persistent=False)
        self.register_buffer("inner", self._mask(of_hidden, of_hidden, True), persistent=False)
        self.register_buffer("final", self._mask(of_out, of_hidden, True), persistent=False)
        with torch.no_grad():
            self.out.weight.mul_(0.1)
            # Two components that differ from the start: a narrow and a wide one.
            self.out.bias.zero_()
            self.out.bias.view(c, k, 3)[:, :, 2] = torch.linspace(-1.0, 0.7, k)

    @staticmethod
    def _mask(rows, cols, inclusive):
        m = cols[None, :] <= rows[:, None] if inclusive else cols[None, :] < rows[:, None]
        return m.float()

    def parameters_for(self, y, step):
        """y n*c*h*w scaled latent, step n -> weights' logits, means, log-scales, each n*c*k*h*w."""
        n, c, h, w = y.shape
        d, k = self.cfg["context"], self.cfg["mixtures"]
        ls = step.log()
        embed = self.step_embed(torch.stack([ls, ls * ls, torch.ones_like(ls)], 1))[:, :, None, None]
        y = y * 0.5
        ctx = F.conv2d(F.pad(y, (self.columns, self.columns, self.rows, 0)), self.spatial.weight * self.tap_mask, self.spatial.bias)
        ctx = F.relu(ctx + embed[:, :d])
        # From here every site is on its own: rows of a matrix, which a CPU multiplies faster than 1*1 convolutions.
        ctx, own, embed = (t.permute(0, 2, 3, 1) for t in (ctx, y, embed[:, d:]))
        ctx = F.relu(_linear(ctx, self.mix) + ctx)
        a = F.relu(_linear(own, self.from_channels, self.strict) + _linear(ctx, self.from_context) + embed)
        a = F.relu(_linear(a, self.middle, self.inner) + a)
        p = _linear(a, self.out, self.final).permute(0, 3, 1, 2).reshape(n, c, k, 3, h, w)
        return p[:, :, :, 0], p[:, :, :, 1], p[:, :, :, 2].clamp(-4.0, 5.0)

    def bits(self, y, step, gains=None):
        """Bits of every value, n*c*h*w, with bins of step / gains[channel], y in the units before the gains.

        Callers keep autocast off: means need more than 8 bits of mantissa.
        """
        logits, mean, log_scale = self.parameters_for(y, step)
        inv = torch.exp(-log_scale)
        half = (step * 0.5)[:, None, None, None, None]
        if gains is not None:
            half = half / gains[None, :, None, None, None]
        # Mirrored to the left tail, where both sigmoids keep their relative precision.
        dist = (y[:, :, None] - mean).abs()
        mass = torch.sigmoid((half - dist) * inv) - torch.sigmoid((-half - dist) * inv)
        p = (torch.softmax(logits, 2) * mass).sum(2)
        return -torch.log(p + 1e-20) / math.log(2)
