"""Where training starts: a linear transform found in closed form, and growing it into the full network.

A random network needs thousands of steps to become as good as a block transform. So: (1) the encoder starts as a
Karhunen-Loeve transform of blocks, stage by stage, the decoder as the least-squares way back; (2) `train --linear` refines this skeleton, blocks bypassed, at a quarter of the cost, into a lapped transform, and teaches the
prior; (3) `grow` switches the blocks on such that they first change nothing: quiet branches, and lifts that leave the
trunk nearly linear.
"""

import math

import torch
import torch.nn.functional as F

from data import Crops
from fold import recentre
from loop import LAMBDA
from model import AutoencoderTiny, Block, LiftedRelu
from prior import ContextPrior

# Standard deviations below its mean at which a channel of the trunk is clipped.
LIFT = 4.0


def _principal(x, count):
    """Rows: the strongest directions of x (samples*dims)."""
    values, vectors = torch.linalg.eigh(x.T @ x / len(x))
    return vectors.flip(1)[:, :count].T


def _pairs(x):
    """n*c*h*w -> samples*(4c), as (dy, dx, c)."""
    n, c, h, w = x.shape
    x = x.view(n, c, h // 2, 2, w // 2, 2).permute(0, 2, 4, 3, 5, 1)
    return x.reshape(-1, 4 * c)


def _least_squares(conv, x, target):
    """Sets conv's first outputs to predict target from x, in all 3*3 taps."""
    x = x[:, : conv.in_channels]
    columns = F.unfold(x, 3, padding=1).transpose(1, 2).reshape(-1, x.shape[1] * 9)
    columns = torch.cat([columns, torch.ones(len(columns), 1)], 1)
    goal = target.flatten(2).transpose(1, 2).reshape(len(columns), -1)
    gram = columns.T @ columns
    gram += torch.eye(len(gram)) * (1e-4 * gram.diagonal().mean())
    solution = torch.linalg.solve(gram, columns.T @ goal)
    n = goal.shape[1]
    conv.weight.data[:n] = solution[:-1].T.reshape(n, x.shape[1], 3, 3)
    if conv.bias is not None:
        conv.bias.data[:n] = solution[-1]
    return conv(x)


@torch.no_grad()
def linear_start(cache, seed, model_config=None, prior_config=None):
    """-> model and prior whose skeleton is the block transform; configurations as in `model.py` and `prior.py`."""
    torch.manual_seed(seed)
    model, prior = AutoencoderTiny(model_config), ContextPrior(prior_config)
    model.set_linear(True)
    enc = [m for m in model.encoder.layers if not isinstance(m, Block)]
    dec = [m for m in model.decoder.layers if isinstance(m, torch.nn.Conv2d)]
    for conv in enc:
        # The free channels begin as faint random features.
        conv.weight.data *= 0.1
    crops = Crops(cache, 128, 8, seed)
    image = torch.cat([crops.at(i)[0] for i in range(24)]).float().div(255)
    patches = F.pixel_unshuffle(image, model.encoder.patch)

    # Stage 1: within a patch, around mid-grey.
    flat = patches.permute(0, 2, 3, 1).reshape(-1, patches.shape[1]) - 0.5
    basis = _principal(flat, min(enc[0].weight.shape[:2]))
    kept = len(basis)
    enc[0].weight.data[:kept] = 0
    enc[0].weight.data[:kept, :, 1, 1] = basis
    enc[0].bias.data[:kept] = -0.5 * basis.sum(1)
    enc[0].bias.data[kept:] = 0
    stages = [enc[0](patches)[:, :kept]]
    # Later stages: the four neighbours of a 2*2 cell; taps 1 and 2 of the strided kernel.
    for conv in enc[1:-1]:
        x = stages[-1]
        basis = _principal(_pairs(x), conv.weight.shape[0]).view(-1, 2, 2, x.shape[1])
        conv.weight.data.zero_()
        conv.weight.data[:, : x.shape[1], 1:, 1:] = basis.permute(0, 3, 1, 2)
        full = torch.zeros(len(x), conv.weight.shape[1], *x.shape[2:])
        full[:, : x.shape[1]] = x
        stages.append(conv(full))
    # The step that is optimal for LAMBDA at high rate: lambda = 18 / (ln 2 * delta^2) for bits per pixel against MSE
    # per sample of an orthonormal transform of RGB; coefficients of a 0..1 picture are 255 times smaller.
    gain = 255 / math.sqrt(18 / (math.log(2) * LAMBDA))
    c = model.cfg["latent_channels"]
    enc[-1].weight.data.zero_()
    enc[-1].weight.data[:, :, 1, 1] = torch.eye(c, enc[-1].weight.shape[1]) * gain
    enc[-1].bias.data.zero_()

    y = model.encoder(image * 2 - 1)
    y = y + torch.rand_like(y) - 0.5
    dec[0].weight.data *= 0.1
    dec[0].weight.data[:c] = 0
    dec[0].weight.data[:c, :, 1, 1] = torch.eye(c) / gain
    dec[0].bias.data.zero_()
    x = dec[0](y)
    shuffled = model.cfg.get("upsampling", "nearest") == "shuffle"
    for conv, target in zip(dec[1:], stages[-2::-1] + [patches]):
        if conv is dec[-1]:
            x = _least_squares(conv, x, target)
        elif shuffled:
            x = F.pixel_shuffle(_least_squares(conv, x, F.pixel_unshuffle(target, 2)), 2)
        else:
            x = _least_squares(conv, F.interpolate(x, scale_factor=2), target)
    print(f"linear start: PSNR {float(10 * torch.log10(1 / (x - patches).square().mean())):.2f} dB at step 1")
    return model, prior


@torch.no_grad()
def grow(model, cache, seed):
    """Switches the blocks of a linearly trained model on, in place; the function it computes hardly changes."""
    crops = Crops(cache, 128, 8, seed)
    image = torch.cat([crops.at(i)[0] for i in range(4)]).float().div(127.5) - 1
    y = model.encoder(image)
    before = model.decoder(y)
    _grow_side(model.encoder.layers, F.pixel_unshuffle(image.add(1).div(2), model.encoder.patch))
    _grow_side(model.decoder.layers, y)
    model.set_linear(False)
    change = model.encoder(image) - y
    print(f"encoder: RMS change {float(change.square().mean().sqrt()):.3f} of {float(y.square().mean().sqrt()):.3f}")
    change = model.decoder(y) - before
    print(f"decoder: RMS change {float(change.square().mean().sqrt()) * 127.5:.2f} of 255")


def _grow_side(layers, x):
    """Walks the layers with the linear model's values x."""
    for layer in layers:
        if not isinstance(layer, LiftedRelu):
            x = layer(x)
            continue
        mean, sigma = (v[: len(layer.lift)] for v in (x.mean((0, 2, 3)), x.std((0, 2, 3))))
        layer.lift.copy_(LIFT * sigma - mean)
        if isinstance(layer, Block):
            layer.conv[4].weight *= 0.05


@torch.no_grad()
def reshape(model, cache, seed, encoder_blocks, decoder_blocks):
    """-> a model of one stage with other numbers of blocks that computes nearly the same.

    New blocks of the decoder follow the last one with a silent branch, and clip where it did. Blocks of the encoder are dropped from
    its end; least squares teach its last convolution what it had from them.
    """
    old = model.cfg
    if len(old["num_encoder_blocks"]) != 1 or len(old["num_decoder_blocks"]) != 1:
        raise SystemExit("only models of one stage can be reshaped")
    if encoder_blocks > old["num_encoder_blocks"][0] or decoder_blocks < old["num_decoder_blocks"][0]:
        raise SystemExit("only fewer encoder blocks and more decoder blocks are possible")
    torch.manual_seed(seed)
    new = AutoencoderTiny(old | {"num_encoder_blocks": [encoder_blocks], "num_decoder_blocks": [decoder_blocks]})
    source = list(model.encoder.layers)
    for layer, known in zip(new.encoder.layers, source[: 1 + encoder_blocks] + source[-1:]):
        layer.load_state_dict(known.state_dict())
    for name in ("log_gain", "shift"):
        getattr(new.encoder, name).copy_(getattr(model.encoder, name))
    source = list(model.decoder.layers)
    for layer in new.decoder.layers[len(source) - 1 : -1]:
        layer.lift.copy_(source[-2].lift)
        layer.conv[4].weight.zero_()
        layer.conv[4].bias.zero_()
    for layer, known in zip(list(new.decoder.layers[: len(source) - 1]) + [new.decoder.layers[-1]], source):
        layer.load_state_dict(known.state_dict())
    if encoder_blocks < old["num_encoder_blocks"][0]:
        crops = Crops(cache, 128, 8, seed)
        image = torch.cat([crops.at(i)[0] for i in range(24)]).float().div(127.5) - 1
        x = new.encoder.layers[:-1](F.pixel_unshuffle(image.add(1).div(2), new.encoder.patch))
        y = model.encoder(image)
        _least_squares(new.encoder.layers[-1], x, y / model.gains[:, None, None] - model.encoder.shift[:, None, None])
        change = new.encoder(image) - y
        print(f"encoder: RMS change {float(change.square().mean().sqrt()):.3f} of {float(y.square().mean().sqrt()):.3f}")
    return new


def save_start(path, model, prior, linear):
    """A checkpoint without optimiser state, at step 0, for `train --fork`."""
    content = {"step": 0, "seconds": 0.0, "config": model.cfg, "prior_config": prior.cfg, "linear": linear}
    for name, module in (("model", model), ("prior", prior)):
        content[name] = content["ema_" + name] = module.state_dict()
    torch.save(content, path)


def recentre_checkpoint(source, target, channels, centres, factors):
    """A checkpoint with recentred channels, its weights and their average alike, optimiser state kept."""
    saved = torch.load(source, map_location="cpu", weights_only=True)
    for average in ("", "ema_"):
        model, prior = AutoencoderTiny(saved["config"]), ContextPrior(saved["prior_config"])
        model.load_state_dict(saved[average + "model"])
        prior.load_state_dict(saved[average + "prior"])
        recentre(model, prior, channels, centres, factors)
        saved[average + "model"], saved[average + "prior"] = model.state_dict(), prior.state_dict()
    torch.save(saved, target)
