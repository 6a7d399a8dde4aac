"""Trains the embedded model's UNet behind the frozen autoencoder. `python3 denoise.py --help`; the README beside it explains."""

import argparse
import csv
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from data import Crops
from evaluate import load_image, load_models
from loop import Weights, distortion
from metrics import luma, ms_ssim, psnr
from model import DEFAULT_CONFIG as VAE_CONFIG
from model import UNIT
from optim import BETAS, Ema, Muon, rate_at
from unet import SCHEDULE, Schedule, UNet, clean

# The quantiser's steps in the units of the autoencoder's training, -q 60 to 1; the codec's are CODEC times these. Half of the
# samples have less than 3.4 (-q 45), two fifths more than 4.5 (-q 38), where the autoencoder was not trained at last.
STEP_LOW, STEP_HIGH, STEP_POWER = 1.8, 21.5, 2.0
CODEC = VAE_CONFIG["scaling_factor"] / UNIT
FIELDS = ["step", "loss", "mse", "ms_ssim", "lr", "grad_norm", "seconds"]


def restored(unet, schedule, latent, step):
    """latent, step: as the autoencoder's training has them; the same of the cleaned latent."""
    return clean(unet, schedule, latent * CODEC, step * CODEC) / CODEC


def quality_step(quality):
    """The quantiser's step of -q in the units of the autoencoder's training; between whole ones of codes between."""
    below = int(quality)
    code, next_code = (216 - (144 * (q - 1) + 49) // 99 for q in (below, below + 1))
    return 2 ** ((code + (next_code - code) * (quality - below)) / 24 - 6) / CODEC


class Denoising:
    def __init__(self, args):
        self.args = args
        self.run = Path(args.run)
        self.run.mkdir(parents=True, exist_ok=True)
        self.vae, _ = load_models(args.vae)
        self.vae.requires_grad_(False).to(memory_format=torch.channels_last)
        self.schedule = Schedule()
        self.crops = Crops(args.cache, args.crop, args.batch, args.seed)
        torch.manual_seed(args.seed)
        self.unet = UNet()
        latest = self.run / "latest.pt"
        saved = torch.load(latest, weights_only=True) if latest.exists() else None
        if saved is None and args.init_from:
            self.unet.load_state_dict(load_unet(args.init_from).state_dict())
        elif saved is None:
            self.unet.expect(self._deviations())
        self.unet.to(memory_format=torch.channels_last)
        inner = [p for p in self.unet.parameters() if p.ndim == 4 and p.shape[2] == 3 and min(p.shape[:2]) >= 64]
        ids = {id(p) for p in inner}
        rest = [p for p in self.unet.parameters() if id(p) not in ids]
        self.optimizers = [
            Muon([{"params": inner}], lr=args.lr),
            torch.optim.AdamW(rest, lr=args.lr, betas=BETAS, weight_decay=0.0),
        ]
        self.ema = Ema(self.unet, args.ema)
        self.step, self.seconds, self.cooldown = 0, 0.0, None
        if saved is not None:
            self.unet.load_state_dict(saved["model"])
            self.ema.shadow = saved["ema"]
            for o, state in zip(self.optimizers, saved["optimizers"]):
                o.load_state_dict(state)
            self.step, self.seconds = saved["step"], saved["seconds"]
            self.optimizers[0].calls = self.step
        if args.cooldown_minutes:
            mark = self.run / "cooldown.json"
            if not mark.exists():
                mark.write_text(json.dumps({"at": time.time()}))
            self.cooldown = json.loads(mark.read_text())["at"]

    @torch.inference_mode()
    def _deviations(self):
        """Of the latent's channels in the codec's scale, those that are always 0 as if they were noise."""
        y = torch.cat([self.vae.encoder(self.crops.at(i)[0] / 127.5 - 1) for i in range(4)])
        return (y.std((0, 2, 3)) * CODEC).clamp_min(0.3)

    def cooled(self):
        return 0.0 if self.cooldown is None else (time.time() - self.cooldown) / (60 * self.args.cooldown_minutes)

    def save(self):
        content = {
            "step": self.step,
            "seconds": self.seconds,
            "config": self.unet.cfg,
            "model": self.unet.state_dict(),
            "ema": self.ema.shadow,
            "optimizers": [o.state_dict() for o in self.optimizers],
        }
        for folder in filter(None, [self.run, self.args.copy_to]):
            folder = Path(folder)
            folder.mkdir(parents=True, exist_ok=True)
            torch.save(content, folder / "latest.pt.part")
            os.replace(folder / "latest.pt.part", folder / "latest.pt")

    def one(self, batch, chosen):
        a = self.args
        target = batch.float().contiguous(memory_format=torch.channels_last)
        step = STEP_LOW * (STEP_HIGH / STEP_LOW) ** chosen**STEP_POWER
        width = step[:, None, None, None]
        with torch.autocast("cpu", torch.bfloat16, enabled=not a.fp32):
            with torch.no_grad():
                latent = (self.vae.encoder(target / 127.5 - 1) / width).round() * width
            decoded = self.vae.decoder(restored(self.unet, self.schedule, latent, step))
        total, mse, similarity = distortion(decoded.add(1).mul(127.5), target, step, Weights(a.alpha, 0, a.cast))
        # The logarithm lets all rates and pictures weigh alike, rough ones no more than smooth ones: far less noise in the gradient.
        loss = total.log().mean()
        for o in self.optimizers:
            o.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.unet.parameters(), a.clip)
        lr = rate_at(self.step, a.lr, a.warmup, self.cooled())
        if torch.isfinite(norm):
            for o in self.optimizers:
                for g in o.param_groups:
                    g["lr"] = lr
                o.step()
            self.ema.update(self.unet, self.step)
        return [float(v.detach().mean()) for v in (loss, mse, similarity)] + [lr, float(norm)]

    def loop(self):
        a, stop = self.args, []
        for s in (signal.SIGTERM, signal.SIGINT):
            signal.signal(s, lambda *_: stop.append(True))
        batches = self.crops.from_step(self.step)
        curve = self.run / "curve.csv"
        new = not curve.exists()
        with open(curve, "a", newline="") as f:
            out = csv.writer(f, lineterminator="\n")
            if new:
                out.writerow(FIELDS)
            sums, since, last_save = [], time.time(), time.time()
            while self.step < a.steps and self.cooled() < 1 and not stop:
                sums.append(self.one(*next(batches)))
                self.step += 1
                self.seconds += time.time() - since
                since = time.time()
                if self.step % a.log_every == 0:
                    means = [sum(c) / len(c) for c in zip(*sums)]
                    out.writerow([self.step] + [f"{v:.6g}" for v in means] + [f"{self.seconds:.0f}"])
                    f.flush()
                    sums = []
                if time.time() - last_save > a.save_every:
                    self.save()
                    last_save = time.time()
        self.save()


def load_unet(where):
    """A checkpoint file (its EMA weights are taken) or an exported folder."""
    where = Path(where)
    if where.is_dir():
        unet = UNet(json.loads((where / "unet" / "config.json").read_text()))
        state = load_file(where / "unet" / "diffusion_pytorch_model.safetensors")
    else:
        saved = torch.load(where, weights_only=True)
        unet, state = UNet(saved["config"]), saved["ema"]
    unet.load_state_dict({k: v.float() for k, v in state.items()})
    return unet.eval()


def butteraugli(a, b):
    """3-norm of two picture files by libjxl's program, as it prints it after the maximum."""
    printed = subprocess.run(["butteraugli_main", a, b], capture_output=True, text=True, check=True)
    return float(re.search(r"3-norm: ([0-9.]+)", printed.stdout + printed.stderr).group(1))


@torch.inference_mode()
def evaluate(args):
    """The same symbols decoded without and with the UNet, so at equal bytes."""
    vae, prior = load_models(args.vae)
    unet, schedule = load_unet(args.model), Schedule()
    metrics = ["psnr", "ms_ssim"] + ["butteraugli"] * (shutil.which("butteraugli_main") is not None)
    paths = [p for folder in args.images for p in sorted(Path(folder).iterdir()) if p.suffix in (".png", ".jpg")]
    paths = paths[args.first :: args.every]
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(args.out or scratch)
        out.mkdir(parents=True, exist_ok=True)

        def keep(pixels, name):
            Image.fromarray(pixels[0].permute(1, 2, 0).byte().numpy()).save(out / name, compress_level=1)
            return out / name

        for path in paths:
            image = load_image(path, args.centre)
            image = image[:, :, : image.shape[2] // vae.factor * vae.factor, : image.shape[3] // vae.factor * vae.factor]
            original = keep(image, f"{path.stem}-original.png")
            y = vae.encoder(image / 127.5 - 1)
            for quality in args.q:
                step = quality_step(quality)
                latent = (y / step).round() * step
                bits = float(prior.bits(latent, torch.tensor([step])).sum())
                row = [path.name, quality, bits / image[0, 0].numel()]
                for name, z in (("plain", latent), ("unet", restored(unet, schedule, latent, torch.tensor([step])))):
                    decoded = vae.decoder(z).add(1).mul(127.5).round().clamp(0, 255)
                    row += [float(psnr((decoded - image).square().mean())), float(ms_ssim(luma(decoded), luma(image)))]
                    file = keep(decoded, f"{path.stem}-q{quality}-{name}.png")
                    if len(metrics) == 3:
                        row.append(butteraugli(original, file))
                rows.append(row)
    if args.csv:
        with open(args.csv, "w", newline="") as f:
            w = csv.writer(f, lineterminator="\n")
            w.writerow(["image", "q", "bpp_context"] + metrics + [m + "_unet" for m in metrics])
            w.writerows(rows)
    print(f"mean of {len(paths)} pictures: plain, with the UNet, the difference, and in how many pictures it is more")
    for quality in args.q:
        rate = np.mean([r[2] for r in rows if r[1] == quality])
        plain, cleaned = np.array([r[3:] for r in rows if r[1] == quality]).reshape(-1, 2, len(metrics)).swapaxes(0, 1)
        print(f"-q {quality}: {rate:.4f} bpp," + ",".join(
            f" {m} {a:.4f} {b:.4f} ({b - a:+.4f}; {n})"
            for m, a, b, n in zip(metrics, plain.mean(0), cleaned.mean(0), (cleaned > plain).sum(0))))


GOLDEN_SEED = 21


@torch.inference_mode()
def export(args):
    """unet/, scheduler/ as diffusers lays them out, in F16; and golden tensors in F32 from the F16 weights."""
    unet, out = load_unet(args.model), Path(args.out)
    state = {k: v.half().contiguous() for k, v in unet.state_dict().items()}
    for name, value in state.items():
        if not torch.isfinite(value).all():
            raise SystemExit(f"{name} does not fit F16")
    for folder in ("unet", "scheduler"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    save_file(state, out / "unet" / "diffusion_pytorch_model.safetensors", metadata={"format": "pt"})
    (out / "unet" / "config.json").write_text(json.dumps(unet.cfg, indent=2) + "\n")
    (out / "scheduler" / "scheduler_config.json").write_text(json.dumps(SCHEDULE, indent=2) + "\n")
    unet.load_state_dict({k: v.float() for k, v in state.items()})
    g = torch.Generator().manual_seed(GOLDEN_SEED)
    # An odd size: where the way down halves it, the way up has one too many.
    latent = torch.randn(1, unet.cfg["in_channels"], 11, 14, generator=g).mul(2).round()
    step = torch.tensor([1.0])
    save_file(
        {
            "input.latent": latent,
            "output.t25": unet(latent, torch.tensor([25.0])),
            "clean.step1": clean(unet, Schedule(), latent, step),
        },
        out / "unet" / "golden.safetensors",
    )


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--threads", type=int, default=1)
    sub = p.add_subparsers(required=True)

    t = sub.add_parser("train", help="train, or go on where the run folder stopped")
    t.add_argument("--run", required=True, help="folder of the run's checkpoint and curve")
    t.add_argument("--vae", default="weights/training/checkpoint", help="the autoencoder: checkpoint file or exported folder")
    t.add_argument("--copy-to", help="a second folder for every checkpoint")
    t.add_argument("--cache", default="weights/training/cache")
    t.add_argument("--init-from", help="start from another run's checkpoint or exported folder, with a fresh optimiser")
    t.add_argument("--steps", type=int, default=10**9)
    t.add_argument("--crop", type=int, default=192)
    t.add_argument("--batch", type=int, default=4)
    t.add_argument("--lr", type=float, default=4e-4)
    t.add_argument("--warmup", type=int, default=50)
    t.add_argument("--cooldown-minutes", type=float, default=0, help="the final descent, by the clock")
    t.add_argument("--alpha", type=float, default=2000.0, help="weight of 1 - MS-SSIM beside the MSE")
    t.add_argument("--cast", type=float, default=5.0, help="weight of the MSE of 16*16 means")
    t.add_argument("--clip", type=float, default=1.0)
    t.add_argument("--ema", type=float, default=0.998)
    t.add_argument("--seed", type=int, default=5)
    t.add_argument("--fp32", action="store_true")
    t.add_argument("--log-every", type=int, default=50)
    t.add_argument("--save-every", type=float, default=120)
    t.set_defaults(run_command=lambda a: Denoising(a).loop())

    e = sub.add_parser("evaluate", help="pictures without and with the UNet, from the same symbols")
    e.add_argument("--model", required=True)
    e.add_argument("--vae", default="weights/training/checkpoint")
    e.add_argument("--images", nargs="+", default=["../shared/images/val"])
    e.add_argument("--q", type=int, nargs="+", default=[20, 30, 40, 50, 60, 70])
    e.add_argument("--centre", type=int, default=512, help="side of the centre crop")
    e.add_argument("--first", type=int, default=0)
    e.add_argument("--every", type=int, default=1, help="take every n-th picture")
    e.add_argument("--out", help="folder for the pictures")
    e.add_argument("--csv", help="file for one row per picture and quality")
    e.set_defaults(run_command=evaluate)

    x = sub.add_parser("export", help="unet/ and scheduler/ in F16, goldens")
    x.add_argument("--model", required=True)
    x.add_argument("--out", required=True)
    x.set_defaults(run_command=export)

    args = p.parse_args()
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    args.run_command(args)


if __name__ == "__main__":
    main()
