"""SSIMULACRA 2 (J. Sneyers, version 2.1) with gradients, as a term of the loss and for tables.

The Java class `codec.metrics.Ssimulacra2` is the exact one. This one leaves out weights below 0.01 and takes a Gaussian in place of
the reference program's recursive filter, whose rounding errors lower its scores: see `test_ssimulacra.py` for the difference.
"""

import functools

import torch
import torch.nn.functional as F

BIAS = 0.0037930732552754493
# Linear light to the responses of long, medium and short cones: rows of a mixing matrix.
MIXING = (
    (0.3, 0.622, 0.078),
    (0.23, 0.692, 0.078),
    (0.24342268924547819, 0.20476744424496821, 0.55180986650955360),
)
C2 = 0.0009
MIN_SIDE = 8
# (channel of X, Y, B; scale) -> weights of (similarity, added edges, lost edges): of their means, then of their 4-norms.
WEIGHTS = {
    (0, 1): ((0, 0, 0), (1.1041726426657346, 0, 0)),
    (0, 2): ((0, 0, 0), (1.8422455520539298, 11.441172603757666, 0)),
    (0, 3): ((0, 0, 0), (1.8787594979546387, 10.94906990605142, 0)),
    (0, 4): ((0, 0.9677937080626833, 0), (0, 0.9981766977854967, 0)),
    (1, 0): ((0, 0, 0), (7.466890328078848, 0, 17.445833984131262)),
    (1, 1): ((0, 0, 0), (6.683678146179332, 0, 1.027889937768264)),
    (1, 2): ((225.20515300849274, 0, 0), (19.213238186143016, 0, 0)),
    (1, 3): ((176.39317598450694, 0, 0), (24.43300999870476, 0.28520802612117757, 0)),
    (1, 4): ((0, 0, 0), (34.77906344483772, 44.835625328877896, 0)),
    (2, 3): ((0, 0, 0), (8.826982764996862, 23.19243343998926, 0)),
    (2, 4): ((95.1080498811086, 0.9863978034400682, 0.9834382792465353), (0, 171.2667255897307, 0.9807858872435379)),
}
SCALES = 1 + max(scale for _, scale in WEIGHTS)


@functools.lru_cache(maxsize=None)
def _blur_matrix(size, device):
    """A Gaussian of sigma 1.5, zeros outside: its band matrix."""
    distance = torch.arange(size, dtype=torch.float64)
    m = torch.exp(-((distance[:, None] - distance) ** 2) / (2 * 1.5**2)) / (1.5 * (2 * torch.pi) ** 0.5)
    return m.float().to(device)


def _blur(x):
    return _blur_matrix(x.shape[-2], x.device) @ (x @ _blur_matrix(x.shape[-1], x.device))


def _linear(x):
    """sRGB's samples in 0..255 -> linear light in 0..1."""
    x = (x / 255).clamp(0, 1)
    return torch.where(x <= 0.04045, x / 12.92, ((x.clamp_min(0.04045) + 0.055) / 1.055) ** 2.4)


def _xyb(linear):
    mixed = torch.einsum("rc,nchw->nrhw", linear.new_tensor(MIXING), linear) + BIAS
    long, medium, short = (mixed.clamp_min(1e-6) ** (1 / 3) - BIAS ** (1 / 3)).unbind(1)
    y = (long + medium) / 2
    return torch.stack([(long - medium) * 7 + 0.42, y + 0.01, short - y + 0.55], 1)


def _maps(a, b):
    """Channels of two pictures, n*c*h*w -> similarity, added and lost edges, each n*c*h*w."""
    mu_a, mu_b, aa, bb, ab = _blur(torch.cat([a, b, a * a, b * b, a * b], 1)).chunk(5, 1)
    structure = (2 * (ab - mu_a * mu_b) + C2) / ((aa - mu_a**2) + (bb - mu_b**2) + C2)
    similarity = (1 - (1 - (mu_a - mu_b) ** 2) * structure).clamp_min(0)
    edge_a, edge_b = (a - mu_a).abs(), (b - mu_b).abs()
    edges = (edge_b - edge_a) / (1 + edge_a)
    return similarity, edges.clamp_min(0), (-edges).clamp_min(0)


def error(original, distorted):
    """n*3*h*w in 0..255, F32, sides at least 8 -> n weighted sums of errors: 0 for equal pictures, 6 at a score of 50, 11 at 30.

    Its author's polynomial turns them into scores (`score`). Differentiable in both, except where samples are clamped.
    """
    a, b = _linear(original), _linear(distorted)
    total = 0
    for scale in range(SCALES):
        if scale:
            if min(a.shape[2:]) < MIN_SIDE:
                break
            a, b = (F.avg_pool2d(F.pad(v, (0, v.shape[3] % 2, 0, v.shape[2] % 2), mode="replicate"), 2) for v in (a, b))
        used = [c for c in range(3) if (c, scale) in WEIGHTS]
        maps = _maps(_xyb(a)[:, used], _xyb(b)[:, used])
        for i, c in enumerate(used):
            means, norms = WEIGHTS[c, scale]
            for m, mean_weight, norm_weight in zip(maps, means, norms):
                if mean_weight:
                    total = total + mean_weight * m[:, i].mean((1, 2))
                if norm_weight:
                    # A fourth root has no slope at 0.
                    total = total + norm_weight * ((m[:, i] ** 4).mean((1, 2)).add(1e-16) ** 0.25 - 1e-4)
    return total * 0.9562382616834844


def score(errors):
    """What `error` returns -> scores, at most 100."""
    e = 2.326765642916932 * errors - 0.020884521182843837 * errors**2 + 6.248496625763138e-05 * errors**3
    return 100 - 10 * e.clamp_min(0) ** 0.6276336467831387
