"""From the lifted model of training to plain diffusers weights and back; the scaling factor goes the same way."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from model import UNIT, AutoencoderTiny, Block, LiftedRelu


def _spare(layers, i):
    """Channels that the spare one needs in the output of convolution i: as many as a pixel shuffle behind it makes one of."""
    after = layers[i + 1]
    return after.upscale_factor**2 if isinstance(after, nn.PixelShuffle) else 1


def _grown(w, column=None):
    """o*c*3*3 -> (o+1)*(c+1)*3*3: a silent row, and the column of the constant channel (silent if None)."""
    column = torch.zeros_like(w[:, :1]) if column is None else column
    return F.pad(torch.cat([w, column], 1), (0, 0, 0, 0, 0, 0, 0, 1))


def _cancel(w, lift):
    """What the constant channel must contribute, tap by tap, to take the lift out again."""
    return -torch.einsum("ochw,c->ohw", w, lift)[:, None]


def _fold_side(layers, prefix, out):
    lift = None  # of the trunk as it arrives; None: not lifted, and no constant channel yet
    for i, layer in enumerate(layers):
        name = f"{prefix}.layers.{i}"
        if isinstance(layer, Block):
            before = torch.zeros_like(layer.lift) if lift is None else lift
            first, middle, last = layer.conv[0], layer.conv[2], layer.conv[4]
            out[f"{name}.conv.0.weight"] = _grown(first.weight, _cancel(first.weight, before))
            out[f"{name}.conv.0.bias"] = F.pad(first.bias, (0, 1))
            out[f"{name}.conv.2.weight"] = _grown(middle.weight)
            out[f"{name}.conv.2.bias"] = F.pad(middle.bias, (0, 1))
            out[f"{name}.conv.4.weight"] = _grown(last.weight)
            out[f"{name}.conv.4.bias"] = F.pad(last.bias + layer.lift - before, (0, 1), value=float(lift is None))
            lift = layer.lift
        elif isinstance(layer, nn.Conv2d):
            w, b = layer.weight, layer.bias
            if lift is not None:
                w = torch.cat([w, _cancel(w, lift)], 1)
                lift = None
            if i + 1 < len(layers):
                w = F.pad(w, (0, 0, 0, 0, 0, 0, 0, _spare(layers, i)))
                if isinstance(layers[i + 1], LiftedRelu) and not isinstance(layers[i + 1], Block):
                    lift = layers[i + 1].lift
                    b = F.pad(b + lift, (0, 1), value=1.0)
                elif b is not None:
                    b = F.pad(b, (0, 1))
            out[f"{name}.weight"] = w
            if b is not None:
                out[f"{name}.bias"] = b


def _unfold_side(layers, prefix, state):
    lift = None
    for i, layer in enumerate(layers):
        name = f"{prefix}.layers.{i}"
        if isinstance(layer, Block):
            before = torch.zeros_like(layer.lift) if lift is None else lift
            for k in (0, 2, 4):
                layer.conv[k].weight.copy_(state[f"{name}.conv.{k}.weight"][:-1, :-1])
                layer.conv[k].bias.copy_(state[f"{name}.conv.{k}.bias"][:-1])
            layer.conv[4].bias -= layer.lift - before
            lift = layer.lift
        elif isinstance(layer, nn.Conv2d):
            o, c = layer.weight.shape[:2]
            layer.weight.copy_(state[f"{name}.weight"][:o, :c])
            if layer.bias is not None:
                layer.bias.copy_(state[f"{name}.bias"][:o])
            lift = None
            if i + 1 < len(layers) and isinstance(layers[i + 1], LiftedRelu) and not isinstance(layers[i + 1], Block):
                lift = layers[i + 1].lift
                layer.bias -= lift


def _scale(state, model, factor):
    last = f"encoder.layers.{len(model.encoder.layers) - 1}"
    state[last + ".weight"] = state[last + ".weight"] * factor
    state[last + ".bias"] = state[last + ".bias"] * factor
    state["decoder.layers.0.weight"] = state["decoder.layers.0.weight"] / factor


@torch.no_grad()
def diffusers_state(model, dtype=torch.float16):
    """State dict for plain latents z = y / UNIT, in diffusers' names."""
    state = {}
    _fold_side(model.encoder.layers, "encoder", state)
    _fold_side(model.decoder.layers, "decoder", state)
    _scale(state, model, 1.0 / UNIT)
    return {k: v.to(dtype).contiguous() for k, v in state.items()}


def lifts(model):
    """What unfolding needs beside the plain weights."""
    return {k: v for k, v in model.state_dict().items() if k.endswith(".lift")}


@torch.no_grad()
def from_diffusers(cfg, state, lift=None):
    """Without lifts the plain network, relu and all, as any diffusers-like program would run it; else the trainable one."""
    state = {k: v.float() for k, v in state.items()}
    model = AutoencoderTiny(cfg, lifted=lift is not None)
    _scale(state, model, UNIT)
    if lift is None:
        untrained = {k: v for k, v in model.state_dict().items() if k.endswith(("log_gain", "shift"))}
        model.load_state_dict(state | untrained)
        return model
    model.load_state_dict({k: v.float() for k, v in lift.items()}, strict=False)
    _unfold_side(model.encoder.layers, "encoder", state)
    _unfold_side(model.decoder.layers, "decoder", state)
    return model


@torch.no_grad()
def rescale(model, prior, channels, factors):
    """Gives latent channels a finer (factor > 1) share of the common step; the transform and the density stay the same."""
    write, read = model.encoder.layers[-1], model.decoder.layers[0]
    out = prior.out.bias.view(model.cfg["latent_channels"], -1, 3)
    rows = prior.out.weight.view(*out.shape, -1)
    for c, f in zip(channels, factors):
        write.weight[c] *= f
        write.bias[c] *= f
        read.weight[:, c] /= f
        prior.spatial.weight[:, c] /= f
        prior.from_channels.weight[:, c] /= f
        rows[c, :, 1] *= f
        out[c, :, 1] *= f
        out[c, :, 2] += math.log(f)


@torch.no_grad()
def recentre(model, prior, channels, centres, factors):
    """Moves the quantiser's zero of latent channels to where their values gather, and multiplies their gains.

    Decoder and prior are told, so that they see the same values; only outside the picture, where both see zeros, those stand for
    the centre now.
    """
    shift = torch.zeros(model.cfg["latent_channels"])
    for c, centre, factor in zip(channels, centres, factors):
        shift[c] = centre
        model.encoder.log_gain[c] += math.log(factor)
    model.encoder.shift -= shift
    read = model.decoder.layers[0]
    read.bias += read.weight.sum((2, 3)) @ shift
    # The prior looks at half the values.
    prior.spatial.bias += (prior.spatial.weight * prior.tap_mask).sum((2, 3)) @ shift * 0.5
    prior.from_context.bias += (prior.from_channels.weight.flatten(1) * prior.strict) @ shift * 0.5
    prior.out.bias.view(len(shift), -1, 3)[:, :, 1] -= shift[:, None]


@torch.no_grad()
def fold_gains(model, prior):
    """Takes the trained gains and shifts into the convolutions and the prior; what is computed stays the same."""
    gains = model.gains.tolist()
    model.encoder.layers[-1].bias += model.encoder.shift
    rescale(model, prior, range(len(gains)), gains)
    model.encoder.shift.zero_()
    model.encoder.log_gain.zero_()
