"""Writes the model as diffusers would: config.json, F16 safetensors, and golden tensors for a parity test."""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from evaluate import load_models
from fold import diffusers_state, from_diffusers, lifts
from model import DEFAULT_CONFIG, UNIT

GOLDEN_SEED = 20


@torch.inference_mode()
def golden(model):
    """96*64 picture and its latent, a coarse latent and its picture, in F32 from the F16-rounded weights.

    Latents are diffusers' plain z. The picture is a smooth random field: natural enough to stay in the model's range.
    """
    g = torch.Generator().manual_seed(GOLDEN_SEED)
    coarse = torch.rand(1, 3, 12, 8, generator=g) * 2 - 1
    image = torch.nn.functional.interpolate(coarse, size=(96, 64), mode="bilinear", align_corners=False)
    y = model.encoder(image)
    step = 1.0
    latent = (y / step).round() * step
    return {
        "input.image": image,
        "encode.latents": y / UNIT,
        "input.latent": latent / UNIT,
        "decode.sample": model.decoder(latent),
    }


def export(args):
    model, prior = load_models(args.model)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    state = diffusers_state(model)
    for name, value in state.items():
        if not torch.isfinite(value).all():
            raise SystemExit(f"{name} does not fit F16")
    save_file(state, out / "diffusion_pytorch_model.safetensors", metadata={"format": "pt"})
    cfg = model.cfg | {key: DEFAULT_CONFIG[key] for key in ("scaling_factor", "trained_quantization")}
    (out / "config.json").write_text(json.dumps(cfg, indent=2) + "\n")
    save_file({k: v.half().contiguous() for k, v in prior.state_dict().items()}, out / "prior.safetensors")
    (out / "prior.json").write_text(json.dumps(prior.cfg, indent=2) + "\n")
    save_file(lifts(model), out / "lifts.safetensors")
    plain = from_diffusers(model.cfg, state).eval()
    save_file({k: v.contiguous() for k, v in golden(plain).items()}, out / "golden.safetensors")
