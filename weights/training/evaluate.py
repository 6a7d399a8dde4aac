"""Rate and distortion of a checkpoint or an exported folder on folders of pictures, with rounded latents."""

import csv
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file

from fold import fold_gains, from_diffusers
from metrics import luma, ms_ssim, psnr
from model import AutoencoderTiny
from prior import ContextPrior
from resample import reduced, resized
from ssimulacra import error, score

COLUMNS = ["step", "bpp_context", "bpp_order0", "psnr", "ms_ssim_rgb", "ms_ssim_luma", "ssimulacra2"]


def load_models(where, lifted=False):
    """where: a checkpoint file (its EMA weights are taken) or an exported folder (the plain network of its files; lifted: to train)."""
    where = Path(where)
    if where.is_dir():
        cfg = json.loads((where / "config.json").read_text())
        lift = load_file(where / "lifts.safetensors") if lifted else None
        model = from_diffusers(cfg, load_file(where / "diffusion_pytorch_model.safetensors"), lift)
        return model.eval(), load_prior(where).eval()
    saved = torch.load(where, map_location="cpu", weights_only=True)
    model, prior = AutoencoderTiny(saved["config"]), ContextPrior(saved["prior_config"])
    model.load_state_dict(saved["ema_model"])
    model.set_linear(saved.get("linear", False))
    prior.load_state_dict(saved["ema_prior"])
    fold_gains(model, prior)
    return model.eval(), prior.eval()


def load_prior(folder):
    prior = ContextPrior(json.loads((folder / "prior.json").read_text()))
    prior.load_state_dict({k: v.float() for k, v in load_file(folder / "prior.safetensors").items()})
    return prior


def load_image(path, centre):
    """1*3*h*w F32 in 0..255; the centre square of that side when the picture is larger."""
    img = Image.open(path).convert("RGB")
    if centre:
        w, h = img.size
        cw, ch = min(centre, w), min(centre, h)
        left, top = (w - cw) // 2, (h - ch) // 2
        img = img.crop((left, top, left + cw, top + ch))
    return torch.from_numpy(np.array(img)).permute(2, 0, 1)[None].float()


def order0_bits(symbols):
    """Empirical entropy per channel and picture, the cost of the tables not counted."""
    bits = 0.0
    for channel in symbols[0].flatten(1):
        count = torch.unique(channel, return_counts=True)[1].double()
        bits -= float((count * (count / count.sum()).log2()).sum())
    return bits


@torch.inference_mode()
def measure(model, prior, image, step, reduction=1):
    """-> figures of COLUMNS after the step, and the decoded picture, 1*3*h*w in 0..255."""
    small = reduced(image, reduction).round().clamp(0, 255)
    h, w = small.shape[2:]
    pad = (0, -w % model.factor, 0, -h % model.factor)
    y = model.encoder(F.pad(small, pad, mode="replicate") / 127.5 - 1)
    symbols = (y / step).round()
    decoded = model.decoder(symbols * step)[:, :, :h, :w].add(1).mul(127.5).round().clamp(0, 255)
    h, w = image.shape[2:]
    decoded = resized(decoded, h, w).round().clamp(0, 255)
    context = float(prior.bits(symbols * step, torch.tensor([float(step)])).sum())
    mse = (decoded - image).square().mean()
    figures = [
        context / (h * w),
        order0_bits(symbols) / (h * w),
        float(psnr(mse)),
        float(ms_ssim(decoded, image)),
        float(ms_ssim(luma(decoded), luma(image))),
        float(score(error(image, decoded))),
    ]
    return figures, decoded


def evaluate(args):
    model, prior = load_models(args.model)
    paths = [p for folder in args.images for p in sorted(Path(folder).iterdir()) if p.suffix in (".png", ".jpg")]
    paths = paths[:: args.every]
    rows = []
    for path in paths:
        image = load_image(path, args.centre)
        for step in args.at:
            figures, decoded = measure(model, prior, image, step, args.reduction)
            rows.append([path.name, step] + figures)
            if args.out:
                out = Path(args.out)
                out.mkdir(parents=True, exist_ok=True)
                pixels = decoded[0].permute(1, 2, 0).byte().numpy()
                Image.fromarray(pixels).save(out / f"{path.stem}-{step}-{figures[0]:.3f}bpp.png")
    if args.csv:
        with open(args.csv, "w", newline="") as f:
            w = csv.writer(f, lineterminator="\n")
            w.writerow(["image"] + COLUMNS)
            w.writerows(rows)
    print(f"mean of {len(paths)} pictures")
    print("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS))
    for step in args.at:
        mean = np.mean([r[2:] for r in rows if r[1] == step], 0)
        print(f"| {step} | {mean[0]:.4f} | {mean[1]:.4f} | {mean[2]:.2f} | {mean[3]:.4f} | {mean[4]:.4f} | {mean[5]:.2f} |")
