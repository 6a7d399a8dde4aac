"""The network that predicts symbols for the entropy coder: `prior.ContextPrior` in passes, in integers when it ships.

A pass codes some channels site by site and sees a causal window of its own channels, a full window of all channels of
earlier passes, and which neighbours lie inside the picture; within a site, groups of channels follow each other. One pass of
48 channels in 12 groups is the training prior; four passes of one channel suit Stable Diffusion's latents.

    coder_prior.py train  --latents LATENTS --out prior.pt [--init FOLDER] [--family sd1|embedded]
    coder_prior.py export --model prior.pt --out network.safetensors      (or --init FOLDER instead of --model)

LATENTS is a safetensors file of latents c*h*w, times --scale in the diffusion model's scale. What comes out of `export` goes to
the Java trainer of the coder's remaining state (TrainCoder).
"""

import argparse
import copy
import json
import math
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

FAMILIES = {
    "sd1": {
        "passes": [1, 1, 1, 1], "groups": [1, 1, 1, 1], "context": 96, "hidden": 32, "mixtures": 2,
        "rows": 3, "columns": 3, "around": 2, "unit": 1.0, "codes": [84, 192],
    },
    "embedded": {
        "passes": [48], "groups": [12], "context": 96, "hidden": 16, "mixtures": 2,
        "rows": 2, "columns": 2, "around": 0, "unit": 0.5, "codes": [72, 216],
    },
}  # fmt: skip
LOG_SCALE = (-4.0, 5.0)
# The training program's latent is the stored one times this; the coder's is the stored one times scaling_factor.
TRAINING_UNIT = 64.0


def step_of(code):
    return 2.0 ** (code / 24 - 6)


class Pass(nn.Module):
    """One pass: parameters of the mixture for its channels at every site."""

    def __init__(self, cfg, index):
        super().__init__()
        self.first, self.own = sum(cfg["passes"][:index]), cfg["passes"][index]
        self.groups, self.k, d = cfg["groups"][index], cfg["mixtures"], cfg["context"]
        self.seen = None
        self.rows, self.columns, self.around, self.unit = cfg["rows"], cfg["columns"], cfg["around"], cfg["unit"]
        width = self.groups * cfg["hidden"]
        self.spatial = nn.Conv2d(self.own, d, (self.rows + 1, 2 * self.columns + 1), bias=False)
        self.others = nn.Conv2d(self.first, d, 2 * self.around + 1, bias=False) if self.first else None
        self.inside = nn.Conv2d(1, d, 3, bias=False)
        self.mix = nn.Linear(d, d)
        self.from_channels = nn.Linear(self.own, width, bias=False)
        self.from_context = nn.Linear(d, width)
        self.middle = nn.Linear(width, width)
        self.out = nn.Linear(width, self.own * 3 * self.k)
        self.step_embed = nn.Linear(3, d + width)

        taps = torch.ones(1, 1, self.rows + 1, 2 * self.columns + 1)
        taps[:, :, self.rows, self.columns :] = 0
        plus = torch.tensor([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])[None, None]
        of_channel = torch.arange(self.own) * self.groups // self.own
        of_hidden = torch.arange(width) // cfg["hidden"]
        of_out = of_channel.repeat_interleave(3 * self.k)
        for name, mask in {
            "tap_mask": taps,
            "plus": plus,
            "strict": (of_channel[None] < of_hidden[:, None]).float(),
            "inner": (of_hidden[None] <= of_hidden[:, None]).float(),
            "final": (of_hidden[None] <= of_out[:, None]).float(),
        }.items():
            self.register_buffer(name, mask, persistent=False)
        with torch.no_grad():
            self.inside.weight.zero_()
            self.out.weight.mul_(0.1)
            self.out.bias.zero_()
            self.out.bias.view(self.own, self.k, 3)[:, :, 2] = torch.linspace(-1.0, 0.5, self.k)

    def note(self, sums):
        """Remembers a layer's sums when an export asks for it."""
        if self.seen is not None:
            self.seen.append(sums)
        return sums

    def forward(self, y, t):
        """y n*c*h*w, t n*2 (code - 144) / 48 and its square -> n*own*k*3*h*w."""
        n, _, h, w = y.shape
        d = self.mix.in_features
        embed = self.step_embed(torch.cat([t, torch.ones_like(t[:, :1])], 1))[:, None, None, :]
        own = y[:, self.first : self.first + self.own] * self.unit
        c, r = self.columns, self.around
        ctx = F.conv2d(F.pad(own, (c, c, self.rows, 0)), self.spatial.weight * self.tap_mask)
        if self.first:
            ctx = ctx + F.conv2d(y[:, : self.first] * self.unit, self.others.weight, padding=r)
        ctx = ctx + F.conv2d(y.new_ones(1, 1, h, w), self.inside.weight * self.plus, padding=1)
        ctx = F.relu(self.note(ctx.permute(0, 2, 3, 1) + embed[..., :d]))
        ctx = F.relu(self.note(self.mix(ctx) + ctx))
        own = own.permute(0, 2, 3, 1)
        a = F.linear(own, self.from_channels.weight * self.strict) + self.from_context(ctx) + embed[..., d:]
        a = F.relu(self.note(a))
        a = F.relu(self.note(F.linear(a, self.middle.weight * self.inner, self.middle.bias) + a))
        with torch.autocast("cpu", enabled=False):
            # A mean needs more than the 8 bits of a bf16 mantissa.
            p = self.note(F.linear(a.float(), self.out.weight * self.final, self.out.bias))
        return p.permute(0, 3, 1, 2).reshape(n, self.own, self.k, 3, h, w)


class CoderPrior(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.cfg = cfg
        self.stages = nn.ModuleList(Pass(cfg, i) for i in range(len(cfg["passes"])))

    def bits(self, y, code):
        """y n*c*h*w rounded to multiples of the step, code n -> bits of every value, n*c*h*w."""
        t = (code.float() - 144) / 48
        t = torch.stack([t, t * t], 1)
        p = torch.cat([stage(y, t).float() for stage in self.stages], 1)
        logits, mean, log_scale = p[:, :, :, 0], p[:, :, :, 1], p[:, :, :, 2].clamp(*LOG_SCALE)
        inv = torch.exp(-log_scale)
        half = (step_of(code.float()) * 0.5)[:, None, None, None, None]
        dist = (y[:, :, None] - mean).abs()
        mass = torch.sigmoid((half - dist) * inv) - torch.sigmoid((-half - dist) * inv)
        return -torch.log((torch.softmax(logits, 2) * mass).sum(2) + 1e-9) / math.log(2)


def from_training_prior(folder):
    """The prior that a model was trained with, as a CoderPrior of one pass."""
    old = {k: v.float() for k, v in load_file(Path(folder) / "prior.safetensors").items()}
    known = json.loads((Path(folder) / "prior.json").read_text())
    cfg = dict(FAMILIES["embedded"], passes=[known["channels"]], groups=[known["groups"]])
    cfg.update({k: known[k] for k in ("context", "hidden", "mixtures")})
    ratio = json.loads((Path(folder) / "config.json").read_text())["scaling_factor"] / TRAINING_UNIT
    cfg["unit"] = 0.5 / ratio
    model = CoderPrior(cfg)
    stage = model.stages[0]
    own = dict(stage.named_parameters())
    with torch.no_grad():
        for name, value in old.items():
            if name == "spatial.bias" or name.startswith("step_embed"):
                continue
            own[name].copy_(value.reshape(own[name].shape))
        # ln(step) = 2 t ln 2, because code = 24 (log2(step) + 6); in the training program's unit the step is larger by 1 / ratio.
        ln, shift = 2 * math.log(2), -math.log(ratio)
        rows = own["out.weight"].view(stage.own, stage.k, 3, -1), own["out.bias"].view(stage.own, stage.k, 3)
        for row in rows:
            row[:, :, 1] *= ratio
        rows[1][:, :, 2] += math.log(ratio)
        weight, bias = old["step_embed.weight"], old["step_embed.bias"]
        d = cfg["context"]
        bias = bias + weight[:, 2]
        bias[:d] += old["spatial.bias"]
        linear, square = weight[:, 0], weight[:, 1]
        columns = [(linear + 2 * square * shift) * ln, square * ln * ln, bias * 0]
        stage.step_embed.weight.copy_(torch.stack(columns, 1))
        stage.step_embed.bias.copy_(bias + linear * shift + square * shift * shift)
    return model


def batch_of(latents, size, codes, generator, crop=0, fine=0.0):
    """fine: share of batches whose codes are all at most 144, step 1."""
    picks = torch.randint(len(latents), (size,), generator=generator)
    z = latents[picks]
    if crop:
        y, x = (int(torch.randint(n - crop + 1, (1,), generator=generator)) for n in z.shape[2:])
        z = z[:, :, y : y + crop, x : x + crop]
    z = z.float()
    if torch.rand(1, generator=generator) < 0.5:
        z = z.flip(3)
    if fine and torch.rand(1, generator=generator) < fine:
        codes = codes[0], 144
    spread = (torch.randperm(size, generator=generator) + torch.rand(size, generator=generator)) / size
    code = codes[0] + (spread * (codes[1] - codes[0] + 1)).floor().clamp(max=codes[1] - codes[0])
    step = step_of(code)[:, None, None, None]
    return (z / step).round() * step, code


@torch.inference_mode()
def measure(model, latents, codes):
    """Mean bytes of a latent at each step code."""
    result = []
    for code in codes:
        step = step_of(code)
        total = 0.0
        for z in latents.split(8):
            y = (z.float() / step).round() * step
            total += float(model.bits(y, torch.full((len(z),), float(code))).sum())
        result.append(total / 8 / len(latents))
    return result


def load_latents(path, scale):
    return torch.stack([v.float() * scale for v in load_file(path).values()])


def start_of(args):
    if args.init:
        return from_training_prior(args.init)
    if not args.model:
        return CoderPrior(FAMILIES[args.family])
    saved = torch.load(args.model, map_location="cpu", weights_only=True)
    model = CoderPrior(saved["config"])
    model.load_state_dict(saved["model"])
    return model


def train(args):
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    generator = torch.Generator().manual_seed(args.seed)
    latents = load_latents(args.latents, args.scale)
    held = len(latents) // 15
    order = torch.randperm(len(latents), generator=torch.Generator().manual_seed(0))
    held_out, latents = latents[order[:held]], latents[order[held:]]
    model = start_of(args)
    average = copy.deepcopy(model)
    cfg = model.cfg
    codes = cfg["codes"]
    shown = list(range(codes[0] + 12, codes[1] + 1, 24))
    print(sum(p.numel() for p in model.parameters()), "parameters; held out", held, "codes", shown, flush=True)
    opt = torch.optim.AdamW(model.parameters(), lr=args.lr, betas=(0.9, 0.98), weight_decay=0.01)
    done, step = 0.0, 0
    resume = Path(str(args.out) + ".resume")
    if resume.exists():
        saved = torch.load(resume, map_location="cpu", weights_only=True)
        model.load_state_dict(saved["model"])
        average.load_state_dict(saved["average"])
        opt.load_state_dict(saved["optimiser"])
        done, step = saved["done"], saved["step"]
        generator.manual_seed(args.seed + step)
        print(f"goes on at {done:.2f}, step {step}", flush=True)
    elif args.init or args.model:
        print(" ".join(f"{b:.0f}" for b in measure(model, held_out, shown)), flush=True)
    begin, last = time.time(), time.time()
    progress = done
    while progress < 1:
        progress = done + (time.time() - begin) / (60 * args.minutes)
        for group in opt.param_groups:
            group["lr"] = args.lr * min(1, (step + 1) / 50) * max(0.0, 0.5 + 0.5 * math.cos(math.pi * min(1, progress)))
        y, code = batch_of(latents, args.batch, codes, generator, args.crop, args.fine)
        # Logarithm: every step counts alike, however many bits it needs.
        with torch.autocast("cpu", torch.bfloat16, enabled=progress < 0.85):
            loss = model.bits(y, code).sum((1, 2, 3)).log().mean()
        opt.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        step += 1
        with torch.no_grad():
            keep = min(0.998, step / (step + 20))
            for mean, latest in zip(average.parameters(), model.parameters()):
                mean.lerp_(latest, 1 - keep)
        if time.time() - last > 240 or progress >= 1:
            last = time.time()
            # The latents that were trained on beside those held out tell whether it has begun to learn them by heart.
            figures = " ".join(f"{b:.0f}" for b in measure(average, held_out, shown))
            seen = " ".join(f"{b:.0f}" for b in measure(average, latents[:held], shown))
            print(f"{progress:.2f} step {step} loss {loss.item():.4f} held out: {figures} seen: {seen}", flush=True)
            torch.save({"config": cfg, "model": average.state_dict()}, args.out)
            state = {"model": model.state_dict(), "average": average.state_dict(), "optimiser": opt.state_dict()}
            torch.save({**state, "done": progress, "step": step}, resume)
    resume.unlink(missing_ok=True)


class Layer:
    """weights outputs*inputs, of each input its fraction bits, embed outputs*3 for t, t*t, 1; largest sum seen."""

    def __init__(self, weights, bits, embed, largest):
        room = math.floor(math.log2(2**31 / (8 * largest + 1e-9)))
        for w, b in zip(weights, bits):
            if w.numel():
                room = min(room, math.floor(math.log2(32767 / (float(w.abs().max()) + 1e-9))) + b)
        self.bits = room
        rows = [torch.round(w * 2.0 ** (room - b)).T for w, b in zip(weights, bits)]
        self.weights = torch.cat(rows).int().numpy()
        scales = torch.tensor([1.0, 1 / 48, 1 / 48**2], dtype=torch.float64) * 2.0**room
        self.embed = torch.round(embed.double()[:, [2, 0, 1]] * scales).int().numpy()

    def bytes(self, shift):
        return bytes([shift]) + self.embed.astype(">i4").tobytes() + self.weights.astype(">i2").tobytes()


def stage_bytes(stage, largest, value_bits):
    """One stage as PriorNetwork reads it; largest: of each layer, the largest magnitude of its sums."""
    d, width = stage.mix.in_features, stage.middle.in_features
    eye = torch.eye
    taps, spatial = [], []
    kernel = stage.spatial.weight * stage.tap_mask
    for y in range(kernel.shape[2]):
        for x in range(kernel.shape[3]):
            if stage.tap_mask[0, 0, y, x]:
                taps.append((y - stage.rows, x - stage.columns, stage.first, stage.own))
                spatial.append(kernel[:, :, y, x] * stage.unit)
    r = stage.around
    if stage.first:
        for y in range(2 * r + 1):
            for x in range(2 * r + 1):
                taps.append((y - r, x - r, 0, stage.first))
                spatial.append(stage.others.weight[:, :, y, x] * stage.unit)
    if stage.inside.weight.abs().max() > 0:
        for y, x in ((0, 1), (1, 0), (1, 2), (2, 1)):
            taps.append((y - 1, x - 1, 0, 0))
            spatial.append(stage.inside.weight[:, :, y, x])
    # step_embed: columns t, t*t, 1
    embed = stage.step_embed.weight.clone()
    embed[:, 2] += stage.step_embed.bias

    def constant(bias):
        return torch.cat([torch.zeros(len(bias), 2), bias[:, None]], 1)

    activation = [math.floor(math.log2(32767 / (1.5 * m + 1e-9))) for m in largest[:4]]
    layers = [
        Layer([torch.cat(spatial, 1)], [value_bits], embed[:d], largest[0]),
        Layer([stage.mix.weight + eye(d)], [activation[0]], constant(stage.mix.bias), largest[1]),
        Layer(
            [stage.from_context.weight, stage.from_channels.weight * stage.strict * stage.unit],
            [activation[1], value_bits],
            embed[d:] + constant(stage.from_context.bias),
            largest[2],
        ),
        Layer([stage.middle.weight * stage.inner + eye(width)], [activation[2]], constant(stage.middle.bias), largest[3]),
        Layer([stage.out.weight * stage.final], [activation[3]], constant(stage.out.bias), largest[4]),
    ]
    out = bytes([stage.own, stage.groups, len(taps)])
    for dy, dx, first, count in taps:
        out += bytes([dy & 255, dx & 255, first, count])
    out += d.to_bytes(2, "big") + width.to_bytes(2, "big")
    for layer, bits in zip(layers, activation + [0]):
        out += layer.bytes(max(0, layer.bits - bits))
    return out


@torch.inference_mode()
def export(args):
    """The network in integers; the latents tell how large its numbers become."""
    model = start_of(args)
    latents = load_latents(args.latents, args.scale)[:: args.every]
    low, high = model.cfg["codes"]
    value_bits = min(12, math.floor(math.log2(32767 / (1.3 * float(latents.abs().max())))))
    largest = [[0.0] * 5 for _ in model.stages]
    for code in range(low, high + 1, 24):
        for z in latents.split(4):
            y = (z / step_of(code)).round() * step_of(code)
            t = torch.full((len(z), 1), (code - 144) / 48)
            for stage, sums in zip(model.stages, largest):
                stage.seen = []
                stage(y, torch.cat([t, t * t], 1))
                for i, s in enumerate(stage.seen):
                    sums[i] = max(sums[i], float(s.abs().max()))
    body = b"".join(stage_bytes(stage, sums, value_bits) for stage, sums in zip(model.stages, largest))
    Path(args.out).write_bytes(bytes([len(model.stages), value_bits, low, high]) + body)


@torch.inference_mode()
def latents_of(args):
    """Latents of photographs under an exported folder of the embedded model, as a file for `train` and the coder's trainer."""
    import model as definition
    from evaluate import load_image, load_models

    torch.set_num_threads(args.threads)
    model, _ = load_models(args.model)
    scaling = json.loads((Path(args.model) / "config.json").read_text())["scaling_factor"]
    ratio = scaling / getattr(definition, "UNIT", scaling)
    paths = sorted(p for p in Path(args.images).iterdir() if p.suffix in (".jpg", ".png"))
    generator = torch.Generator().manual_seed(args.seed)
    out = {}
    for i in torch.randperm(len(paths), generator=generator).tolist():
        image = load_image(paths[i], args.side)
        if len(out) == args.count:
            break
        if min(image.shape[2:]) == args.side:
            out[paths[i].stem] = (model.encoder(image / 127.5 - 1)[0] * ratio).half().contiguous()
    save_file(out, args.out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    p = commands.add_parser("train")
    p.add_argument("--latents", required=True)
    p.add_argument("--scale", type=float, default=1.0)
    p.add_argument("--out", required=True)
    p.add_argument("--init")
    p.add_argument("--model", help="go on from this one")
    p.add_argument("--family", choices=FAMILIES, default="sd1")
    p.add_argument("--minutes", type=float, default=10)
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--batch", type=int, default=8)
    p.add_argument("--crop", type=int, default=0, help="cells a side; 0 for whole latents")
    p.add_argument("--fine", type=float, default=0.0, help="share of batches with steps up to 1 only")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.set_defaults(run=train)
    p = commands.add_parser("latents")
    p.add_argument("--model", required=True)
    p.add_argument("--images", required=True)
    p.add_argument("--count", type=int, default=120)
    p.add_argument("--side", type=int, default=384)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--out", required=True)
    p.set_defaults(run=latents_of)
    p = commands.add_parser("export")
    p.add_argument("--model")
    p.add_argument("--init")
    p.add_argument("--latents", required=True)
    p.add_argument("--scale", type=float, default=1.0)
    p.add_argument("--every", type=int, default=16)
    p.add_argument("--out", required=True)
    p.set_defaults(run=export)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
