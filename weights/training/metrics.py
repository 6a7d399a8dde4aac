"""PSNR and MS-SSIM (Wang et al. 2003: 11-tap Gaussian of sigma 1.5, five scales, valid windows, mean over channels)."""

import functools

import torch
import torch.nn.functional as F

WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


@functools.lru_cache(maxsize=None)
def _blur_matrix(size, device):
    """size*(size-10) band matrix: as a GEMM the blur and its gradient cost far less on a CPU than a depthwise conv."""
    taps = torch.exp(-((torch.arange(11, dtype=torch.float64) - 5) ** 2) / (2 * 1.5**2))
    taps = (taps / taps.sum()).float()
    m = torch.zeros(size, size - 10)
    for j in range(size - 10):
        m[j : j + 11, j] = taps
    return m.to(device)


def _blur(x):
    return _blur_matrix(x.shape[-2], x.device).T @ (x @ _blur_matrix(x.shape[-1], x.device))


def ms_ssim(a, b, top=255.0):
    """a, b: n*c*h*w in 0..top, F32 -> n values. Sides below 176 leave out the coarsest scales."""
    c1, c2 = (0.01 * top) ** 2, (0.03 * top) ** 2
    result = 1.0
    weights = [w for i, w in enumerate(WEIGHTS) if min(a.shape[2:]) >> i >= 11]
    for i, weight in enumerate(weights):
        stats = _blur(torch.cat([a, b, a * a, b * b, a * b], 1))
        mu_a, mu_b, aa, bb, ab = stats.chunk(5, 1)
        cs = (2 * (ab - mu_a * mu_b) + c2) / (aa - mu_a**2 + bb - mu_b**2 + c2)
        if i == len(weights) - 1:
            cs = cs * (2 * mu_a * mu_b + c1) / (mu_a**2 + mu_b**2 + c1)
        result = result * cs.mean((2, 3)).clamp_min(1e-3) ** (weight / sum(weights))
        a, b = F.avg_pool2d(a, 2), F.avg_pool2d(b, 2)
    return result.mean(1)


def luma(x):
    """BT.601 luma, n*1*h*w."""
    return (x * x.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True)


def _bands(x, levels):
    """Differences of x from itself blurred and halved, at each octave: a Laplacian pyramid without its last level."""
    for _ in range(levels):
        small = F.avg_pool2d(x, 2)
        yield x - F.interpolate(small, size=x.shape[2:], mode="bilinear", align_corners=False)
        x = small


def texture_distance(a, b, levels=3, patch=7, directions=64, seed=0):
    """Sliced Wasserstein distance (Rabin et al. 2012) of the band-pass patches of two pictures.

    a, b: 1*3*h*w in 0..255, F32, sides at least patch * 2^(levels-1). Of every octave of luma all patches are projected on random
    unit vectors; the mean distance between the sorted projections is in grey levels, the mean over octaves is returned.
    It says whether the patches of b are distributed as those of a, wherever they lie, so a smooth picture is far from a rough one
    and a shifted texture near.
    """
    g = torch.Generator().manual_seed(seed)
    total = 0.0
    for band_a, band_b in zip(_bands(luma(a), levels), _bands(luma(b), levels)):
        vectors = torch.randn(directions, 1, patch, patch, generator=g)
        vectors = (vectors / vectors.flatten(1).norm(dim=1)[:, None, None, None]).to(a.device)
        projected = [F.conv2d(band, vectors)[0].flatten(1).sort(1).values for band in (band_a, band_b)]
        total = total + (projected[0] - projected[1]).abs().mean()
    return total / levels


def psnr(mse):
    return 10 * torch.log10(255.0**2 / mse.clamp_min(1e-6))
