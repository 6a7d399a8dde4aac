#!/usr/bin/env python3
"""Golden tensors of an autoencoder with patch_size, from PyTorch in F32. Needs numpy, torch and safetensors.

    autoencoder_golden.py FOLDER OUT.safetensors [INPUTS.safetensors]

FOLDER has config.json and either diffusion_pytorch_model.safetensors or spec.json (seed and shapes; the values then follow
the rule of SyntheticCheckpoint.java). INPUTS holds input.image [1,3,h,w] in -1..1 and input.latent; without it, both are
made by that rule. Written from the definitions, for what the published goldens do not cover: AutoencoderKL without attention
and quant_conv, AutoencoderTiny with unequal
widths, skips, a stem, pooled residuals and pixel shuffles, and AutoencoderKLFlux2. Seeded shapes: an image of 48*32 pixels.
"""
import json
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

folder, out, inputs = (sys.argv[1:] + [None])[:3]
config = json.load(open(f"{folder}/config.json"))
flux2 = config["_class_name"] == "AutoencoderKLFlux2"
patch = 1 if flux2 else config.get("patch_size", 1)
kl = "block_out_channels" in config


def uniform(name, shape, seed):
    state = 0xCBF29CE484222325
    for byte in name.encode():
        state = ((state ^ byte) * 0x100000001B3) % 2**64
    n = int(np.prod(shape))
    with np.errstate(over="ignore"):
        z = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(state ^ seed)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    u = (z >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)
    return torch.from_numpy(u.reshape(shape))


def synthetic(name, shape, seed):
    u = uniform(name, shape, seed)
    if len(shape) > 1:
        return u * np.float32(np.sqrt(3 / np.prod(shape[1:])))
    return u * np.float32(0.1) + (1 if name.endswith(("weight", "running_var")) else 0)


file = f"{folder}/diffusion_pytorch_model.safetensors"
if os.path.exists(file):
    weights = {name: value.float() for name, value in load_file(file).items()}
    seed = 0
else:
    spec = json.load(open(f"{folder}/spec.json"))
    seed = spec["seed"]
    weights = {name: synthetic(name, shape, seed) for name, shape in spec["tensors"].items()}


def conv(x, name, stride=1, pad=None):
    w = weights[name + ".weight"]
    return F.conv2d(x, w, weights.get(name + ".bias"), stride, w.shape[-1] // 2 if pad is None else pad)


def norm_silu(x, name):
    return F.silu(F.group_norm(x, config["norm_num_groups"], weights[name + ".weight"], weights[name + ".bias"], 1e-6))


def resnet(x, name):
    h = conv(norm_silu(x, name + ".norm1"), name + ".conv1")
    h = conv(norm_silu(h, name + ".norm2"), name + ".conv2")
    return h + (conv(x, name + ".conv_shortcut") if name + ".conv_shortcut.weight" in weights else x)


def middle(x, name):
    return resnet(resnet(x, name + ".mid_block.resnets.0"), name + ".mid_block.resnets.1")


def kl_encode(x):
    levels = len(config["block_out_channels"])
    x = conv(F.pixel_unshuffle(x, patch), "encoder.conv_in")
    for i in range(levels):
        for j in range(config["layers_per_block"]):
            x = resnet(x, f"encoder.down_blocks.{i}.resnets.{j}")
        if i < levels - 1:
            x = conv(F.pad(x, (0, 1, 0, 1)), f"encoder.down_blocks.{i}.downsamplers.0.conv", 2, 0)
    x = conv(norm_silu(middle(x, "encoder"), "encoder.conv_norm_out"), "encoder.conv_out")
    if config.get("use_quant_conv"):
        x = conv(x, "quant_conv")
    x = x.chunk(2, 1)[0]
    return (F.pixel_unshuffle(x, 2) - statistic("mean")) / deviation() if flux2 else x


def statistic(kind):
    return weights["bn.running_" + kind].view(1, -1, 1, 1)


def deviation():
    return torch.sqrt(statistic("var") + config["batch_norm_eps"])


def kl_decode(x):
    levels = len(config["block_out_channels"])
    if flux2:
        x = F.pixel_shuffle(x * deviation() + statistic("mean"), 2)
    if config.get("use_post_quant_conv"):
        x = conv(x, "post_quant_conv")
    x = middle(conv(x, "decoder.conv_in"), "decoder")
    for i in range(levels):
        for j in range(config["layers_per_block"] + 1):
            x = resnet(x, f"decoder.up_blocks.{i}.resnets.{j}")
        if i < levels - 1:
            x = conv(F.interpolate(x, scale_factor=2.0), f"decoder.up_blocks.{i}.upsamplers.0.conv")
    return F.pixel_shuffle(conv(norm_silu(x, "decoder.conv_norm_out"), "decoder.conv_out"), patch)


def tiny_block(x, name):
    if name + ".pool.0.weight" in weights:
        p = F.group_norm(conv(x, name + ".pool.0"), 4, weights[name + ".pool.1.weight"], weights[name + ".pool.1.bias"])
        x = x + conv(F.relu(p), name + ".pool.3")
    h = F.relu(conv(x, name + ".conv.0"))
    h = F.relu(conv(h, name + ".conv.2"))
    h = conv(h, name + ".conv.4")
    return F.relu(h + (conv(x, name + ".skip") if name + ".skip.weight" in weights else x))


def tiny_encode(x):
    x = F.pixel_unshuffle((x + 1) / 2, patch)
    layer = 0
    for _ in config.get("encoder_stem_out_channels", []):
        x = F.relu(conv(x, f"encoder.layers.{layer}", 2))
        layer += 2
    if layer == 0:
        x = conv(x, "encoder.layers.0")
        layer = 1
    for i, blocks in enumerate(config["num_encoder_blocks"]):
        if i > 0:
            x = conv(x, f"encoder.layers.{layer}", 2)
            layer += 1
        for _ in range(blocks):
            x = tiny_block(x, f"encoder.layers.{layer}")
            layer += 1
    return conv(x, f"encoder.layers.{layer}")


def tiny_decode(x):
    x = F.relu(conv(torch.tanh(x / 3) * 3, "decoder.layers.0"))
    layer = 2
    for i, blocks in enumerate(config["num_decoder_blocks"]):
        for _ in range(blocks):
            x = tiny_block(x, f"decoder.layers.{layer}")
            layer += 1
        if i < len(config["num_decoder_blocks"]) - 1:
            if config.get("upsampling") == "shuffle":
                x = F.pixel_shuffle(conv(x, f"decoder.layers.{layer}"), 2)
            else:
                x = conv(F.interpolate(x, scale_factor=2.0), f"decoder.layers.{layer + 1}")
            layer += 2
    return F.pixel_shuffle(conv(x, f"decoder.layers.{layer}"), patch) * 2 - 1


with torch.no_grad():
    if inputs:
        golden = {name: load_file(inputs)[name] for name in ("input.image", "input.latent")}
    else:
        d = patch * 2 ** (len(config["block_out_channels" if kl else "decoder_block_out_channels"]) - 1 + flux2)
        golden = {
            "input.image": uniform("input.image", [1, 3, 48, 32], seed),
            "input.latent": 2 * uniform("input.latent", [1, config["latent_channels"] * (4 if flux2 else 1), 48 // d, 32 // d], seed),
        }
    encoded = kl_encode(golden["input.image"]) if kl else tiny_encode(golden["input.image"])
    golden["encode.mean" if kl and not flux2 else "encode.latents"] = encoded
    golden["decode.sample"] = kl_decode(golden["input.latent"]) if kl else tiny_decode(golden["input.latent"])
    save_file({name: value.contiguous() for name, value in golden.items()}, out)
