"""The training program of sdcodec's embedded model. `python3 train.py --help`; the README beside it explains."""

import argparse
import json
from pathlib import Path

import torch

import data
from bdrate import compare
from evaluate import evaluate, load_models
from export import export
from fold import rescale
from loop import Training
from model import DEFAULT_CONFIG
from optim import bfloat16_pays
from prior import DEFAULT_PRIOR
from realism import Realism
from start import grow, linear_start, recentre_checkpoint, reshape, save_start


def train_options(t):
    t.add_argument("--run", required=True, help="folder of the run's checkpoint and curve")
    t.add_argument("--copy-to", help="a second folder for every checkpoint")
    t.add_argument("--cache", default="weights/training/cache")
    t.add_argument("--fork", help="start a new run from another run's checkpoint file, optimiser and all")
    t.add_argument("--init-from", help="start from an exported folder with a fresh optimiser")
    t.add_argument("--config", help="its `train` part replaces the defaults of the options below")
    t.add_argument("--linear", action="store_true", help="train the linear skeleton alone")
    t.add_argument("--steps", type=int, default=10**9)
    t.add_argument("--minutes", type=float, default=0, help="stop after this long; 0: never")
    t.add_argument("--crop", type=int, default=128)
    t.add_argument("--batch", type=int, default=8)
    t.add_argument("--optimizer", choices=["adamw", "muon"], default="muon")
    t.add_argument("--lr", type=float, default=2e-4)
    t.add_argument("--warmup", type=int, default=100)
    t.add_argument("--cooldown-steps", type=int, default=0)
    t.add_argument("--cooldown-minutes", type=float, default=0, help="the same by the clock, stops of the program included")
    t.add_argument("--alpha", type=float, default=1400.0, help="weight of 1 - MS-SSIM beside the MSE")
    t.add_argument("--ssimulacra", type=float, default=0.0, help="weight of SSIMULACRA 2's errors beside the MSE")
    t.add_argument("--cast", type=float, default=2.0, help="weight of the MSE of 16*16 means: against colour casts")
    t.add_argument("--alpha-start", type=int, default=400)
    t.add_argument("--alpha-ramp", type=int, default=400)
    t.add_argument("--quant", choices=["noise", "mixed", "round"], default="mixed")
    t.add_argument("--soft-round", type=float, default=0.0, help="sharpness of the rounding before the prior's noise")
    t.add_argument("--mixed-from", type=int, default=400)
    t.add_argument("--clip", type=float, default=1.0)
    t.add_argument("--ema", type=float, default=0.999)
    t.add_argument("--step-bounds", type=float, nargs=3, default=[0.25, 4.5, 12.0], help="least step, where coarse begins, largest")
    t.add_argument("--coarse-share", type=float, default=0.1, help="of the samples: files of some hundred bytes, which are few")
    t.add_argument("--reduction", type=int, default=1, help="the model codes pictures whose sides are divided by it")
    t.add_argument("--seed", type=int, default=1)
    t.add_argument("--resident", action="store_true", help="cut crops on the device (always so on a GPU)")
    t.add_argument("--compile", action="store_true", help="torch.compile, for a GPU")
    t.add_argument("--fp32", action="store_true", help="no BF16; always so where the processor does not multiply it")
    t.add_argument("--log-every", type=int, default=50)
    t.add_argument("--save-every", type=float, default=240)
    t.add_argument("--keep-every", type=int, default=10000)


def parse():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    sub = p.add_subparsers(dest="command", required=True)

    c = sub.add_parser("cache", help="decode the training JPEGs once")
    c.add_argument("--images", default="../shared/images/train")
    c.add_argument("--cache", default="weights/training/cache")

    t = sub.add_parser("train", help="train, or go on where the run folder stopped")
    train_options(t)

    y = sub.add_parser("realism", help="train a second decoder for the eye, from an exported folder (--init-from)")
    train_options(y)
    y.add_argument("--realism-from", type=int, default=1000, help="step up to which the discriminator learns alone")
    y.add_argument("--realism-ramp", type=int, default=4000, help="steps until its weight is reached")
    y.add_argument("--realism-weight", type=float, default=0.15, help="of the discriminator's opinion")
    y.add_argument("--feature-weight", type=float, default=10.0, help="of the features' distance beside the opinion")
    y.add_argument("--keep-weight", type=float, default=0.01, help="of the distance from the reference at strong contrast")
    y.add_argument("--lattice-weight", type=float, default=0.05, help="of what repeats from cell to cell of the latent")

    s = sub.add_parser("start", help="write the checkpoint of the closed-form linear transform")
    s.add_argument("--config", help="JSON with the configurations of `model` and `prior`; the embedded model's without it")
    s.add_argument("--cache", default="weights/training/cache")
    s.add_argument("--out", required=True)
    s.add_argument("--seed", type=int, default=1)

    g = sub.add_parser("grow", help="switch the blocks of a linearly trained checkpoint on")
    g.add_argument("--model", required=True)
    g.add_argument("--cache", default="weights/training/cache")
    g.add_argument("--out", required=True)
    g.add_argument("--seed", type=int, default=2)

    b = sub.add_parser("reshape", help="fewer blocks in the encoder, more in the decoder, as a start for more training")
    b.add_argument("--model", required=True, help="checkpoint file, or exported folder with lifts")
    b.add_argument("--cache", default="weights/training/cache")
    b.add_argument("--out", required=True)
    b.add_argument("--encoder-blocks", type=int, required=True)
    b.add_argument("--decoder-blocks", type=int, required=True)
    b.add_argument("--seed", type=int, default=3)

    r = sub.add_parser("rescale", help="give latent channels finer steps, as a start for more training")
    r.add_argument("--model", required=True)
    r.add_argument("--out", required=True)
    r.add_argument("--channels", type=int, nargs="+", required=True)
    r.add_argument("--by", type=float, nargs="+", required=True)

    n = sub.add_parser("recentre", help="move latent channels' zero, change their gains; the run can go on from there")
    n.add_argument("--model", required=True)
    n.add_argument("--out", required=True)
    n.add_argument("--channels", type=int, nargs="+", required=True)
    n.add_argument("--at", type=float, nargs="+", required=True, help="the channels' new zeros")
    n.add_argument("--by", type=float, nargs="+", required=True, help="factors of their gains")

    e = sub.add_parser("evaluate", help="rate and distortion on folders of pictures")
    e.add_argument("--model", required=True, help="checkpoint file or exported folder")
    e.add_argument("--images", nargs="+", default=["../shared/images/val"])
    e.add_argument("--at", type=float, nargs="+", default=[0.45, 0.65, 1.0, 1.4, 2.0, 2.8])
    e.add_argument("--centre", type=int, default=512, help="side of the centre crop; 0: whole pictures")
    e.add_argument("--every", type=int, default=1, help="take every n-th picture")
    e.add_argument("--reduction", type=int, default=1, help="the model codes pictures whose sides are divided by it")
    e.add_argument("--out", help="folder for decoded pictures")
    e.add_argument("--csv", help="file for one row per picture and step")

    d = sub.add_parser("compare", help="BD-rates between two tables of evaluate --csv")
    d.add_argument("first")
    d.add_argument("second")
    d.add_argument("--low", type=float, help="least bits per pixel of the first table")
    d.add_argument("--high", type=float, help="most bits per pixel of the first table")

    x = sub.add_parser("export", help="config.json, F16 safetensors, prior, goldens")
    x.add_argument("--model", required=True)
    x.add_argument("--out", required=True)

    k = sub.add_parser("pack", help="training JPEGs as small zip shards")
    k.add_argument("--images", default="../shared/images/train")
    k.add_argument("--out", default="weights/training/shards")
    k.add_argument("--limit", type=int, default=40 * 2**20, help="bytes per shard")

    m = sub.add_parser("manifest", help="the list of training pictures with sources, licences and weights")
    m.add_argument("--images", default="../shared/images/train")
    m.add_argument("--out", default="weights/training/MANIFEST.csv")
    args = p.parse_args()
    if args.command in ("train", "realism") and args.config:
        known = read_config(args.config)["train"]
        unknown = set(known) - set(vars(args))
        if unknown:
            p.error(f"{args.config}: {args.command} has no options {', '.join(sorted(unknown))}")
        sub.choices[args.command].set_defaults(**known)
        args = p.parse_args()
    if args.command == "realism" and (args.fork or args.linear):
        p.error("realism starts from an exported folder, with --init-from")
    return args


def read_config(path):
    """A file of `configs/`: what differs from the embedded model's configuration in `model` and `prior`, and options of `train`."""
    config = json.loads(Path(path).read_text())
    model = DEFAULT_CONFIG | config.get("model", {})
    prior = DEFAULT_PRIOR | {"channels": model["latent_channels"]} | config.get("prior", {})
    return {"model": model, "prior": prior, "train": config.get("train", {})}


def main():
    args = parse()
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    torch.set_float32_matmul_precision("high" if args.device == "cuda" else "highest")
    if "fp32" in args:
        args.fp32 |= not bfloat16_pays(args.device)
    if args.command == "cache":
        data.build_cache(args.images, args.cache)
    elif args.command == "train":
        Training(args).loop()
    elif args.command == "realism":
        Realism(args).loop()
    elif args.command == "start":
        config = read_config(args.config) if args.config else {"model": None, "prior": None}
        save_start(args.out, *linear_start(args.cache, args.seed, config["model"], config["prior"]), True)
    elif args.command == "grow":
        model, prior = load_models(args.model)
        grow(model.set_linear(True), args.cache, args.seed)
        save_start(args.out, model, prior, False)
    elif args.command == "reshape":
        model, prior = load_models(args.model, lifted=True)
        model = reshape(model, args.cache, args.seed, args.encoder_blocks, args.decoder_blocks)
        save_start(args.out, model, prior, False)
    elif args.command == "rescale":
        model, prior = load_models(args.model)
        rescale(model, prior, args.channels, args.by)
        save_start(args.out, model, prior, False)
    elif args.command == "recentre":
        recentre_checkpoint(args.model, args.out, args.channels, args.at, args.by)
    elif args.command == "evaluate":
        evaluate(args)
    elif args.command == "compare":
        compare(args.first, args.second, args.low, args.high)
    elif args.command == "export":
        export(args)
    elif args.command == "pack":
        data.pack(args.images, args.out, args.limit)
    elif args.command == "manifest":
        data.write_manifest(args.images, args.out)


if __name__ == "__main__":
    main()
