"""The training loop: loss, checkpoints, resume, curves."""

import csv
import json
import math
import os
import signal
import time
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F

from data import Crops
from evaluate import load_models
from metrics import luma, ms_ssim
from model import AutoencoderTiny, macs_per_pixel
from optim import Ema, make_optimizers, rate_at
from prior import ContextPrior
from resample import reduced, resized
from resident import ResidentCrops
from ssimulacra import error as ssimulacra_error

# lambda(step) = LAMBDA * step^-2: the slope of a uniform quantiser's rate-distortion curve (distortion ~ step^2/12,
# one bit per halving). LAMBDA only sets the scale of the latent; 0.0035 at step 1 is about 0.22 bpp.
LAMBDA = 0.0035
# Low rates have small losses; with this all rates weigh alike, and no optimum moves.
SAMPLE_WEIGHT_POWER = 1.0


def steps_at(chosen, bounds, share):
    """Numbers in 0..1 -> quantiser steps between three bounds, log-uniform below the middle one and, a share of them, above."""
    low, middle, high = bounds
    fine = low * (middle / low) ** (chosen / (1 - share))
    coarse = middle * (high / middle) ** ((chosen - 1 + share) / share)
    return torch.where(chosen < 1 - share, fine, coarse)


def alpha_at(step, alpha, start, ramp):
    """Weight of 1 - MS-SSIM beside the MSE: none at first, then rising linearly."""
    return alpha * min(1.0, max(0.0, (step - start) / ramp))


class Weights(NamedTuple):
    """What is added to the MSE in 0..255, and how much of it."""

    alpha: float  # of 1 - MS-SSIM of luma
    ssimulacra: float  # of SSIMULACRA 2's weighted sum of errors
    cast: float  # of the MSE of 16*16 means


def distortion(decoded, target, steps, weights):
    """Pictures in 0..255 -> per-sample distortion, MSE, MS-SSIM (0 unless it has a weight)."""
    mse = (decoded - target).square().mean((1, 2, 3))
    # Means of 16*16 pixels: at low rates plain MSE would rather give up a faint colour than pay for it, and the eye
    # sees the cast at once.
    total = mse + weights.cast * F.avg_pool2d(decoded - target, 16).square().mean((1, 2, 3))
    # At fine steps structure has little left to gain, and squared error is what other codecs lead in.
    share = steps.clamp(max=1)
    similarity = torch.zeros_like(mse)
    if weights.alpha > 0:
        # Luma only: a third of the work, and R, G and B share nearly all of their structure.
        similarity = ms_ssim(luma(decoded), luma(target))
        total = total + weights.alpha * share * (1 - similarity)
    if weights.ssimulacra > 0:
        total = total + weights.ssimulacra * share * ssimulacra_error(target, decoded)
    return total, mse, similarity


def soft_round(x, sharpness):
    """Between the identity (sharpness 0) and rounding (infinity), after Agustsson & Theis 2020, equation 13."""
    if sharpness == 0:
        return x
    middle = x.floor() + 0.5
    return middle + torch.tanh(sharpness * (x - middle)) / (2 * math.tanh(sharpness / 2))


def code(model, prior, images, step, mode, amp, sharpness=0.0, reduction=1):
    """images n*3*h*w uint8; step n. Returns per-sample bits per pixel, and the decoded pictures in 0..255.

    The model codes pictures whose sides are divided by the reduction. Bits are per pixel of these.

    mode `noise`: decoder and prior see uniform noise. `mixed`: the decoder sees rounded latents with straight-through
    gradients (Minnen & Singh 2020), the prior noise. `round`: as mixed, and the prior also learns the rounded symbols.
    What the prior sees is softly rounded before the noise is added: see `soft_round`.
    """
    device = images.device
    target = images.float().contiguous(memory_format=torch.channels_last)
    small = reduced(target, reduction)
    with torch.autocast(device.type, torch.bfloat16, enabled=amp):
        y = model.encoder(small / 127.5 - 1)
        width = step[:, None, None, None]
        noisy = (soft_round(y / width, sharpness) + torch.rand_like(y) - 0.5) * width
        rounded = y + ((y / width).round() * width - y).detach()
        decoded = model.decoder(noisy if mode == "noise" else rounded)
    decoded = resized(decoded.add(1).mul(127.5), *images.shape[2:])
    pixels = small.shape[2] * small.shape[3]
    gains = model.gains
    per_channel = gains[:, None, None]
    bpp = prior.bits(noisy / per_channel, step, gains).sum((1, 2, 3)) / pixels
    if mode == "round":
        # Only the prior learns from this term; its value replaces the estimate under noise.
        hard = prior.bits((rounded / per_channel).detach(), step, gains.detach()).sum((1, 2, 3)) / pixels
        bpp = 0.5 * (bpp + hard)
    return bpp, decoded


class Training:
    FIELDS = ["step", "loss", "bpp", "mse", "ms_ssim", "lr", "alpha", "grad_norm", "seconds"]

    def __init__(self, args):
        self.args = args
        self.run = Path(args.run)
        self.run.mkdir(parents=True, exist_ok=True)
        self.device = torch.device(args.device)
        torch.manual_seed(args.seed)
        self.saved = None
        latest = self.run / "latest.pt"
        start = latest if latest.exists() else (Path(args.fork) if args.fork else None)
        if start:
            self.saved = torch.load(start, map_location="cpu", weights_only=True)
            self.model = AutoencoderTiny(self.saved["config"])
            self.prior = ContextPrior(self.saved["prior_config"])
        elif args.init_from:
            self.model, self.prior = load_models(args.init_from, lifted=True)
        else:
            self.model, self.prior = AutoencoderTiny(), ContextPrior()
        if args.compile:
            self.model.encoder.compile()
            self.model.decoder.compile()
            self.prior.bits = torch.compile(self.prior.bits)
        self.model.set_linear(args.linear).to(self.device, memory_format=torch.channels_last)
        self.prior.to(self.device)
        self.parts = {name: part.to(self.device) for name, part in self.make_parts().items()}
        self.optimizers = make_optimizers(args.optimizer, self.parts, args.lr)
        self.ema = {k: Ema(m, args.ema) for k, m in self.parts.items()}
        self.step, self.seconds = 0, 0.0
        if self.saved:
            self._restore(self.saved)
            self.saved = None
        self.cooldown = None
        if args.cooldown_steps or args.cooldown_minutes:
            # Kept in the run folder, so that a resumed cool-down goes on where it was.
            mark = self.run / "cooldown.json"
            if not mark.exists():
                mark.write_text(json.dumps({"from": self.step, "at": time.time()}))
            self.cooldown = json.loads(mark.read_text())

    def make_parts(self):
        """Name -> module, all that is saved and averaged."""
        return {"model": self.model, "prior": self.prior}

    def _restore(self, saved):
        for k, m in self.parts.items():
            m.load_state_dict(saved[k])
            self.ema[k].shadow = {n: v.to(self.device) for n, v in saved["ema_" + k].items()}
        for o, state in zip(self.optimizers, saved.get("optimizers", [])):
            fresh = [{k: g[k] for k in ("momentum", "betas") if k in g} for g in o.param_groups]
            o.load_state_dict(state)
            # What the program says holds, not what it said when the checkpoint was written.
            for g, settings in zip(o.param_groups, fresh):
                g.update(settings)
        self.step, self.seconds = saved["step"], saved["seconds"]

    def save(self, name="latest.pt"):
        content = {
            "step": self.step,
            "seconds": self.seconds,
            "config": self.model.cfg,
            "prior_config": self.prior.cfg,
            "linear": self.args.linear,
            "optimizers": [o.state_dict() for o in self.optimizers],
        }
        for k, m in self.parts.items():
            content[k] = m.state_dict()
            content["ema_" + k] = self.ema[k].shadow
        for folder in filter(None, [self.run, self.args.copy_to]):
            folder = Path(folder)
            folder.mkdir(parents=True, exist_ok=True)
            torch.save(content, folder / (name + ".part"))
            os.replace(folder / (name + ".part"), folder / name)

    def cooled(self):
        """The share of the cool-down that is done: by the clock on a machine whose pace nobody can foresee."""
        if self.cooldown is None:
            return 0.0
        if self.args.cooldown_minutes:
            return (time.time() - self.cooldown["at"]) / (60 * self.args.cooldown_minutes)
        return (self.step - self.cooldown["from"]) / self.args.cooldown_steps

    def one(self, batch, chosen):
        a = self.args
        # The noise is a function of (seed, step): a resumed run repeats what an unbroken one would have done.
        torch.manual_seed(a.seed * 1_000_003 + self.step)
        images = batch.to(self.device)
        steps = steps_at(chosen, a.step_bounds, a.coarse_share).to(self.device)
        alpha = alpha_at(self.step, a.alpha, a.alpha_start, a.alpha_ramp)
        mode = a.quant if self.step >= a.mixed_from else "noise"
        bpp, decoded = code(self.model, self.prior, images, steps, mode, not a.fp32, a.soft_round, a.reduction)
        total, mse, similarity = distortion(decoded, images.float(), steps, Weights(alpha, a.ssimulacra, a.cast))
        cost = bpp + LAMBDA * steps**-2 * total
        loss = (cost * steps**SAMPLE_WEIGHT_POWER).mean()
        for o in self.optimizers:
            o.zero_grad(set_to_none=True)
        loss.backward()
        norm = self.clip_gradients(p for m in self.parts.values() for p in m.parameters())
        lr = rate_at(self.step, a.lr, a.warmup, self.cooled())
        self.update(norm, lr)
        values = torch.stack([v.detach().float().mean() for v in (loss, bpp, mse, similarity, norm)]).tolist()
        return values[:4] + [lr, alpha, values[4]]

    def clip_gradients(self, parameters):
        return torch.nn.utils.clip_grad_norm_(list(parameters), self.args.clip, error_if_nonfinite=False)

    def update(self, norm, lr):
        """A step of all optimizers and averages, unless the gradients' norm is not finite."""
        if not torch.isfinite(norm):
            return
        for o in self.optimizers:
            for g in o.param_groups:
                g["lr"] = lr * g["scale"]
            o.step()
        for k, m in self.parts.items():
            self.ema[k].update(m, self.step)

    def loop(self):
        a = self.args
        stop = []
        for s in (signal.SIGTERM, signal.SIGINT):
            signal.signal(s, lambda *_: stop.append(True))
        enc = macs_per_pixel(self.model.encoder.layers, self.model.cfg["patch_size"])
        print(
            f"{sum(p.numel() for p in self.model.parameters())} parameters, encoder {enc / 1e3:.1f} kMAC/pixel, decoder "
            f"{decoder_macs(self.model) / 1e3:.1f}, prior {sum(p.numel() for p in self.prior.parameters())} parameters; "
            f"from step {self.step}",
            flush=True,
        )
        if self.device.type == "cpu" and not a.resident:
            crops = Crops(a.cache, a.crop, a.batch, a.seed)
        else:
            crops = ResidentCrops(a.cache, a.crop, a.batch, a.seed, self.device)
        batches = crops.from_step(self.step)
        curve = self.run / "curve.csv"
        new = not curve.exists()
        with open(curve, "a", newline="") as f:
            out = csv.writer(f, lineterminator="\n")
            if new:
                out.writerow(self.FIELDS)
            sums, since, last_save, began = [], time.time(), time.time(), time.time()
            while self.step < a.steps and self.cooled() < 1 and not stop:
                sums.append(self.one(*next(batches)))
                self.step += 1
                self.seconds += time.time() - since
                since = time.time()
                if self.step % a.log_every == 0:
                    mean = [sum(c) / len(c) for c in zip(*sums)]
                    out.writerow([self.step] + [f"{v:.6g}" for v in mean] + [f"{self.seconds:.0f}"])
                    f.flush()
                    sums = []
                if time.time() - last_save > a.save_every or self.step % a.keep_every == 0:
                    self.save()
                    if self.step % a.keep_every == 0:
                        self.save(f"step{self.step}.pt")
                    last_save = time.time()
                if a.minutes and time.time() - began > 60 * a.minutes:
                    break
        self.save()


def decoder_macs(model):
    """The decoder's layers run from latent resolution upwards."""
    return macs_per_pixel(model.decoder.layers, model.factor)
