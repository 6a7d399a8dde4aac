"""Bjontegaard's difference of rate between two tables of `evaluate --csv`, over the qualities that both reach.

Rates are means over the pictures at each step, as a logarithm a monotone cubic function of quality (Fritsch & Carlson 1980);
MS-SSIM is compared as -10 log10(1 - MS-SSIM).
"""

import csv
import math

import numpy as np

POINTS = 400


def mean_curves(path):
    """Columns of means over the pictures, one entry per step."""
    with open(path, newline="") as f:
        rows = list(csv.DictReader(f))
    steps = sorted({float(r["step"]) for r in rows})
    names = [n for n in rows[0] if n not in ("image", "step")]
    return {n: np.array([np.mean([float(r[n]) for r in rows if float(r["step"]) == s]) for s in steps]) for n in names}


def monotone(x, y, at):
    """Monotone piecewise cubic interpolation; x ascending."""
    h, slope = np.diff(x), np.diff(y) / np.diff(x)
    d = np.empty_like(y)
    d[0], d[-1] = slope[0], slope[-1]
    for i in range(1, len(x) - 1):
        before, after = slope[i - 1], slope[i]
        w1, w2 = 2 * h[i] + h[i - 1], h[i] + 2 * h[i - 1]
        d[i] = 0 if before * after <= 0 else (w1 + w2) / (w1 / before + w2 / after)
    i = np.clip(np.searchsorted(x, at) - 1, 0, len(h) - 1)
    t = (at - x[i]) / h[i]
    left = y[i] * (1 + 2 * t) + h[i] * d[i] * t
    right = y[i + 1] * (3 - 2 * t) + h[i] * d[i + 1] * (t - 1)
    return left * (1 - t) ** 2 + right * t**2


def bd_rate(rate, quality, other_rate, other_quality, low=None, high=None):
    """Per cent that the second curve needs more than the first at equal quality; low, high: bounds of the first one's rate."""
    curves = []
    for r, q in ((rate, quality), (other_rate, other_quality)):
        order = np.argsort(q)
        curves.append((np.asarray(q)[order], np.log(np.asarray(r)[order])))
    least = max(c[0][0] for c in curves)
    most = min(c[0][-1] for c in curves)
    at = np.linspace(least, most, POINTS)
    first, second = (monotone(*c, at) for c in curves)
    use = np.ones(POINTS, bool)
    if low is not None:
        use &= first >= math.log(low)
    if high is not None:
        use &= first <= math.log(high)
    if most <= least or not use.any():
        raise ValueError("the curves do not overlap")
    return 100 * (math.exp(float((second - first)[use].mean())) - 1)


def compare(first, second, low, high):
    """Prints the BD-rates of the second table against the first."""
    a, b = mean_curves(first), mean_curves(second)
    for name, rate in (("context", "bpp_context"), ("order 0", "bpp_order0")):
        parts = []
        for quality in ("psnr", "ms_ssim_rgb", "ms_ssim_luma", "ssimulacra2"):
            q = [-10 * np.log10(1 - c[quality]) if quality.startswith("ms_ssim") else c[quality] for c in (a, b)]
            parts.append(f"{quality} {bd_rate(a[rate], q[0], b[rate], q[1], low, high):+.2f} %")
        print(f"rate by {name}: " + ", ".join(parts))
