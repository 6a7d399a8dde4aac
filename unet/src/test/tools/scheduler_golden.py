#!/usr/bin/env python3
"""Prints the trajectories that the tests of the samplers expect: DDIM and PNDM as in the published schedulers of diffusers, in float64,
on a toy network, prediction = 0.4·x + t/2000 − 0.1. Needs numpy.

The bookkeeping (ets, counter, cur_sample) is that of PNDMScheduler.step_plms; PndmSampler keeps other books.
"""
import numpy as np

acp = np.cumprod(1 - np.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2)
START = np.array([0.9, -1.3, 0.25])


def network(x, t):
    return 0.4 * x + t / 2000 - 0.1


def previous(kind, final, x, t, prev, out):
    a, p = acp[t], acp[prev] if prev >= 0 else final
    if kind == "v_prediction":
        out = a**0.5 * out + (1 - a) ** 0.5 * x
    return (p / a) ** 0.5 * x - (p - a) * out / (a * (1 - p) ** 0.5 + (a * (1 - a) * p) ** 0.5)


def pndm(kind, steps, offset, timesteps, final):
    x, ets, counter, current, ratio = START, [], 0, None, 1000 // steps
    for t in timesteps:
        out, at, prev = network(x, t), t, t - ratio
        if counter != 1:
            ets = ets[-3:] + [out]
        else:
            prev, at = t, t + ratio
        if len(ets) == 1 and counter == 0:
            current = x
        elif len(ets) == 1 and counter == 1:
            out, x, current = (out + ets[-1]) / 2, current, None
        elif len(ets) == 2:
            out = (3 * ets[-1] - ets[-2]) / 2
        elif len(ets) == 3:
            out = (23 * ets[-1] - 16 * ets[-2] + 5 * ets[-3]) / 12
        else:
            out = (55 * ets[-1] - 59 * ets[-2] + 37 * ets[-3] - 9 * ets[-4]) / 24
        x = previous(kind, final, x, at, prev, out)
        counter += 1
        print("  ", t, ", ".join(f"{v:.9f}" for v in x))


def ddim(kind, timesteps, final):
    x = START
    for t, prev in zip(timesteps, timesteps[1:] + [-1]):
        out, a, p = network(x, t), acp[t], acp[prev] if prev >= 0 else final
        if kind == "epsilon":
            x0, eps = (x - (1 - a) ** 0.5 * out) / a**0.5, out
        elif kind == "v_prediction":
            x0, eps = a**0.5 * x - (1 - a) ** 0.5 * out, a**0.5 * out + (1 - a) ** 0.5 * x
        else:
            x0, eps = out, (x - a**0.5 * out) / (1 - a) ** 0.5
        x = p**0.5 * x0 + (1 - p) ** 0.5 * eps
        print("  ", t, ", ".join(f"{v:.9f}" for v in x))


for kind in ("epsilon", "v_prediction", "sample"):
    print("ddim", kind)
    ddim(kind, [120, 80, 40], 1.0)
for kind in ("epsilon", "v_prediction"):
    print("pndm", kind, "8 steps in all of 66, offset 0")
    pndm(kind, 66, 0, [105, 90, 75, 60, 45, 30, 15, 0], acp[0])
steps = 66
full = np.arange(steps) * (1000 // steps)
print("timesteps", list(np.concatenate([full[:-1], full[-2:-1], full[-1:]])[::-1])[:4], len(full) + 1)
