#!/usr/bin/env python3
"""Writes golden tensors of UNet variants that no other golden set covers, with PyTorch's operators.

    unet_golden.py OUT_FOLDER [GOLDENS_OF_DIFFUSERS/unet-small]

The UNet below is written from the published layout of UNet2DConditionModel; the second argument checks it against outputs of
diffusers itself before anything is written. Weights follow the rule of SyntheticCheckpoint. Needs torch, numpy, safetensors.
"""
import json, math, pathlib, sys
import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import load_file, save_file

VARIANTS = {
    # As SD 2.x: heads per block, linear projections, v prediction; also lists of depths, and sizes that do not halve evenly.
    "unet-sd2-odd": dict(
        config=dict(
            in_channels=4, out_channels=4, block_out_channels=[16, 32, 32],
            down_block_types=["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
            up_block_types=["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
            layers_per_block=[1, 2, 1], attention_head_dim=[2, 4, 8], transformer_layers_per_block=[1, 2, 1],
            cross_attention_dim=24, use_linear_projection=True, upcast_attention=True, norm_num_groups=8),
        seed=11, height=9, width=7, timesteps=[0, 261]),
    # Without a text, as a small embedded model may be.
    "unet-plain": dict(
        config=dict(
            in_channels=8, out_channels=8, block_out_channels=[16, 24],
            down_block_types=["DownBlock2D", "DownBlock2D"], up_block_types=["UpBlock2D", "UpBlock2D"],
            mid_block_type="UNetMidBlock2D", layers_per_block=1, norm_num_groups=4, conv_in_kernel=1,
            flip_sin_to_cos=False, freq_shift=1, time_embedding_dim=40),
        seed=12, height=5, width=6, timesteps=[37]),
}


def values(name, shape, seed):
    h = 0xCBF29CE484222325
    for b in name.encode():
        h = ((h ^ b) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    n = int(np.prod(shape))
    with np.errstate(over="ignore"):
        z = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(h ^ seed)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    u = (z >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)
    if len(shape) >= 2:
        u *= np.float32(np.sqrt(3.0 / np.prod(shape[1:])))
    elif name.endswith("weight"):
        u = np.float32(1) + np.float32(0.1) * u
    else:
        u *= np.float32(0.1)
    return torch.from_numpy(u.reshape(shape))


class UNet:
    def __init__(self, config, seed):
        self.c, self.seed, self.spec = config, seed, {}
        self.channels = config["block_out_channels"]
        self.n = len(self.channels)
        self.groups = config.get("norm_num_groups", 32)
        self.time_dim = config.get("time_embedding_dim") or 4 * self.channels[0]

    def w(self, name, *shape):
        self.spec[name] = list(shape)
        return values(name, shape, self.seed)

    def each(self, key, default, i):
        v = self.c.get(key, default)
        return v[i] if isinstance(v, list) else v

    def conv(self, name, x, out, k, stride=1):
        return F.conv2d(x, self.w(name + ".weight", out, x.shape[1], k, k), self.w(name + ".bias", out), stride, (k - 1) // 2)

    def linear(self, name, x, out, bias=True):
        return F.linear(x, self.w(name + ".weight", out, x.shape[-1]), self.w(name + ".bias", out) if bias else None)

    def group_norm(self, name, x, eps):
        n = x.shape[1]
        return F.group_norm(x, self.groups, self.w(name + ".weight", n), self.w(name + ".bias", n), eps)

    def layer_norm(self, name, x):
        n = x.shape[-1]
        return F.layer_norm(x, (n,), self.w(name + ".weight", n), self.w(name + ".bias", n), 1e-5)

    def resnet(self, p, x, out):
        h = self.conv(p + ".conv1", F.silu(self.group_norm(p + ".norm1", x, 1e-5)), out, 3)
        h = h + self.linear(p + ".time_emb_proj", F.silu(self.emb), out)[:, :, None, None]
        h = self.conv(p + ".conv2", F.silu(self.group_norm(p + ".norm2", h, 1e-5)), out, 3)
        return h + (x if x.shape[1] == out else self.conv(p + ".conv_shortcut", x, out, 1))

    def attention(self, p, x, context, heads):
        n = x.shape[-1]
        q, k, v = (self.linear(f"{p}.to_{s}", t, n, bias=False).view(1, t.shape[1], heads, n // heads).transpose(1, 2)
                   for s, t in (("q", x), ("k", context), ("v", context)))
        y = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(n // heads), -1) @ v
        return self.linear(p + ".to_out.0", y.transpose(1, 2).reshape(1, x.shape[1], n), n)

    def transformer(self, p, x, heads, depth):
        _, n, h, w = x.shape
        y = self.group_norm(p + ".norm", x, 1e-6)
        tokens = lambda t: t.permute(0, 2, 3, 1).reshape(1, h * w, n)
        linear = self.c.get("use_linear_projection", False)
        y = self.linear(p + ".proj_in", tokens(y), n) if linear else tokens(self.conv(p + ".proj_in", y, n, 1))
        for i in range(depth):
            b = f"{p}.transformer_blocks.{i}"
            z = self.layer_norm(b + ".norm1", y)
            y = y + self.attention(b + ".attn1", z, z, heads)
            y = y + self.attention(b + ".attn2", self.layer_norm(b + ".norm2", y), self.context, heads)
            hidden, gate = self.linear(b + ".ff.net.0.proj", self.layer_norm(b + ".norm3", y), 8 * n).chunk(2, -1)
            y = y + self.linear(b + ".ff.net.2", hidden * F.gelu(gate), n)
        picture = lambda t: t.reshape(1, h, w, n).permute(0, 3, 1, 2)
        return x + (picture(self.linear(p + ".proj_out", y, n)) if linear else self.conv(p + ".proj_out", picture(y), n, 1))

    def layer(self, p, i, x, out, level, attends):
        h = self.resnet(f"{p}.resnets.{i}", x, out)
        if attends:
            heads, depth = self.each("attention_head_dim", 8, level), self.each("transformer_layers_per_block", 1, level)
            h = self.transformer(f"{p}.attentions.{i}", h, heads, depth)
        return h

    def __call__(self, x, timestep, context):
        c, self.context = self.c, context
        half = self.channels[0] // 2
        frequencies = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32) / (half - c.get("freq_shift", 0)))
        angles = torch.tensor([float(timestep)])[:, None] * frequencies[None]
        both = [torch.sin(angles), torch.cos(angles)]
        e = torch.cat(both[::-1] if c.get("flip_sin_to_cos", True) else both, -1)
        self.emb = self.linear("time_embedding.linear_1", e, self.time_dim)
        self.emb = self.linear("time_embedding.linear_2", F.silu(self.emb), self.time_dim)
        h = self.conv("conv_in", x, self.channels[0], c.get("conv_in_kernel", 3))
        skips = [h]
        for i in range(self.n):
            p, out = f"down_blocks.{i}", self.channels[i]
            for j in range(self.each("layers_per_block", 2, i)):
                h = self.layer(p, j, h, out, i, c["down_block_types"][i].startswith("Cross"))
                skips.append(h)
            if i < self.n - 1:
                h = self.conv(p + ".downsamplers.0.conv", h, out, 3, stride=2)
                skips.append(h)
        mid = c.get("mid_block_type", "UNetMidBlock2DCrossAttn") == "UNetMidBlock2DCrossAttn"
        h = self.layer("mid_block", 0, h, self.channels[-1], self.n - 1, mid)
        if mid:
            h = self.resnet("mid_block.resnets.1", h, self.channels[-1])
        for i in range(self.n):
            level = self.n - 1 - i
            p, out = f"up_blocks.{i}", self.channels[level]
            for j in range(self.each("layers_per_block", 2, level) + 1):
                h = torch.cat([h, skips.pop()], 1)
                h = self.layer(p, j, h, out, level, c["up_block_types"][i].startswith("Cross"))
            if level > 0:
                h = F.interpolate(h, size=skips[-1].shape[2:], mode="nearest")
                h = self.conv(p + ".upsamplers.0.conv", h, out, 3)
        return self.conv("conv_out", F.silu(self.group_norm("conv_norm_out", h, 1e-5)), c["out_channels"], 3)


def main():
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)
    if len(sys.argv) > 2:
        folder = pathlib.Path(sys.argv[2])
        golden = {k: torch.from_numpy(v) for k, v in load_file(folder / "golden.safetensors").items()}
        net = UNet(json.loads((folder / "config.json").read_text()), json.loads((folder / "spec.json").read_text())["seed"])
        for name in (k for k in golden if k.startswith("output.t")):
            y = net(golden["input.latent"], float(name[8:]), golden["input.context"])
            distance = float((y - golden[name]).norm() / golden[name].norm())
            print(f"{name}: relative L2 {distance:.2e}")
            assert distance < 1e-5
    for name, v in VARIANTS.items():
        c, folder = v["config"], pathlib.Path(sys.argv[1]) / name
        folder.mkdir(parents=True, exist_ok=True)
        net = UNet(c, v["seed"])
        generator = torch.Generator().manual_seed(v["seed"])
        tensors = {"input.latent": torch.randn(1, c["in_channels"], v["height"], v["width"], generator=generator)}
        if "cross_attention_dim" in c:
            tensors["input.context"] = torch.randn(1, 13, c["cross_attention_dim"], generator=generator)
        for t in v["timesteps"]:
            tensors[f"output.t{t}"] = net(tensors["input.latent"], t, tensors.get("input.context"))
        save_file({k: np.ascontiguousarray(t.numpy()) for k, t in tensors.items()}, folder / "golden.safetensors")
        (folder / "config.json").write_text(json.dumps(c, indent=1) + "\n")
        (folder / "spec.json").write_text(json.dumps({"seed": v["seed"], "tensors": net.spec}) + "\n")
        print(name, sum(math.prod(s) for s in net.spec.values()), "parameters")


if __name__ == "__main__":
    main()
