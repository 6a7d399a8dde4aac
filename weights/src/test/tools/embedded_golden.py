#!/usr/bin/env python3
"""Golden tensors of the embedded autoencoder, from PyTorch in F32 on the weights as stored.

    embedded_golden.py MODEL_FOLDER INPUTS.safetensors OUT.safetensors

INPUTS holds input.image [1,3,h,w] in -1..1 and input.latent [1,c,h/8,w/8]; OUT gets both, encode.mean and decode.sample.
Covers what the embedded AutoencoderKL uses: no attention, no quant_conv, patch_size. Needs torch and safetensors.
"""
import json
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

folder, inputs, out = sys.argv[1:]
config = json.load(open(f"{folder}/config.json"))
weights = {k: v.float() for k, v in load_file(f"{folder}/diffusion_pytorch_model.safetensors").items()}
levels, layers, patch = len(config["block_out_channels"]), config["layers_per_block"], config["patch_size"]


def conv(x, name, stride=1):
    w = weights[name + ".weight"]
    return F.conv2d(x, w, weights[name + ".bias"], stride, 0 if stride == 2 else w.shape[-1] // 2)


def norm_silu(x, name):
    groups = config["norm_num_groups"]
    return F.silu(F.group_norm(x, groups, weights[name + ".weight"], weights[name + ".bias"], 1e-6))


def resnet(x, name):
    h = conv(norm_silu(x, name + ".norm1"), name + ".conv1")
    h = conv(norm_silu(h, name + ".norm2"), name + ".conv2")
    return h + (conv(x, name + ".conv_shortcut") if name + ".conv_shortcut.weight" in weights else x)


def middle(x, name):
    return resnet(resnet(x, name + ".mid_block.resnets.0"), name + ".mid_block.resnets.1")


def encode(x):
    x = conv(F.pixel_unshuffle(x, patch), "encoder.conv_in")
    for i in range(levels):
        for j in range(layers):
            x = resnet(x, f"encoder.down_blocks.{i}.resnets.{j}")
        if i < levels - 1:
            x = conv(F.pad(x, (0, 1, 0, 1)), f"encoder.down_blocks.{i}.downsamplers.0.conv", 2)
    x = conv(norm_silu(middle(x, "encoder"), "encoder.conv_norm_out"), "encoder.conv_out")
    return x.chunk(2, 1)[0]


def decode(x):
    x = middle(conv(x, "decoder.conv_in"), "decoder")
    for i in range(levels):
        for j in range(layers + 1):
            x = resnet(x, f"decoder.up_blocks.{i}.resnets.{j}")
        if i < levels - 1:
            x = conv(F.interpolate(x, scale_factor=2.0), f"decoder.up_blocks.{i}.upsamplers.0.conv")
    return F.pixel_shuffle(conv(norm_silu(x, "decoder.conv_norm_out"), "decoder.conv_out"), patch)


with torch.no_grad():
    given = load_file(inputs)
    golden = {k: given[k].contiguous() for k in ("input.image", "input.latent")}
    golden["encode.mean"] = encode(golden["input.image"]).contiguous()
    golden["decode.sample"] = decode(golden["input.latent"]).contiguous()
    save_file(golden, out)
