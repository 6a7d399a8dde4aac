"""`python3 -m unittest` in this folder: seconds on one core, no data needed."""

import json
import math
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import data
from bdrate import bd_rate, monotone
from evaluate import order0_bits
from fold import diffusers_state, fold_gains, from_diffusers, lifts, recentre, rescale
from loop import LAMBDA, Weights, code, distortion, soft_round, steps_at
from metrics import ms_ssim, texture_distance
from model import AutoencoderTiny, LiftedRelu
from optim import make_optimizers, orthogonalise
from prior import ContextPrior
from resample import reduced, resized
from resident import ResidentCrops
from start import reshape
from train import parse, read_config

SMALL = {
    "in_channels": 3, "out_channels": 3, "encoder_block_out_channels": [16, 24, 24], "num_encoder_blocks": [1, 1, 1],
    "decoder_block_out_channels": [24, 24, 16], "num_decoder_blocks": [1, 1, 1], "latent_channels": 24,
    "patch_size": 4, "upsampling_scaling_factor": 2, "latent_magnitude": 3, "scaling_factor": 64.0,
}
SMALL_PRIOR = {"channels": 24, "groups": 6, "context": 16, "hidden": 8, "mixtures": 2}


def smooth_picture(seed, side=192):
    g = torch.Generator().manual_seed(seed)
    coarse = torch.rand(1, 3, side // 16, side // 16, generator=g) * 255
    return torch.nn.functional.interpolate(coarse, size=(side, side), mode="bilinear")


class TrainingTest(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(7)

    def test_prior_is_causal(self):
        for window in ({}, {"rows": 1, "columns": 3}):
            self.causal(ContextPrior(SMALL_PRIOR | window), torch.tensor([0.8]))

    def causal(self, prior, step):
        y = torch.randn(1, 24, 6, 7)
        before = prior.bits(y, step)
        y[0, 9, 3, 2] += 5  # channel 9 of 24 is of group 2 of 6
        changed = (prior.bits(y, step) - before)[0].abs() > 1e-7
        order = torch.zeros(24, 6, 7)
        order[:, 3, 3:] = order[:, 4:] = 1
        order[12:, 3, 2] = 1
        order[9, 3, 2] = 1
        self.assertFalse((changed & (order == 0)).any(), "a value before the changed one moved")
        self.assertTrue(changed[12:, 3, 2].any() and changed[:, 4].any(), "the context is not used")

    def test_prior_is_a_distribution(self):
        prior, step = ContextPrior(SMALL_PRIOR), torch.tensor([1.0])
        total = torch.zeros(24)
        for v in range(-200, 201):
            y = torch.zeros(1, 24, 3, 3)
            y[0, :4, 1, 1] = v  # group 0 sees nothing of its own site
            total += 2 ** -prior.bits(y, step)[0, :, 1, 1]
        self.assertTrue(torch.allclose(total[:4], torch.ones(4), atol=1e-3), str(total[:4]))

    def test_folded_weights_give_the_same_picture(self):
        for cfg in (SMALL, SMALL | {"upsampling": "shuffle"}):
            self.folded(cfg)

    def folded(self, cfg):
        trained = AutoencoderTiny(cfg)
        for module in trained.modules():
            if isinstance(module, LiftedRelu):
                module.lift.uniform_(-0.2, 1.5)
        state = diffusers_state(trained, torch.float32)
        x = smooth_picture(1) / 127.5 - 1
        y = trained.encoder(x)
        for other in (from_diffusers(cfg, state), from_diffusers(cfg, state, lifts(trained))):
            self.assertTrue(torch.allclose(y, other.encoder(x), atol=1e-4))
            self.assertTrue(torch.allclose(trained.decoder(4 * y), other.decoder(4 * y), atol=1e-4))

    def test_rescaling_changes_nothing_but_the_step(self):
        model, prior = AutoencoderTiny(SMALL), ContextPrior(SMALL_PRIOR)
        x, step = smooth_picture(4) / 127.5 - 1, torch.tensor([1e-2])
        y = model.encoder(x)
        picture, bits = model.decoder(y), prior.bits(y, step).sum()
        rescale(model, prior, [0, 7], [2.0, 1.6])
        y2 = model.encoder(x)
        self.assertTrue(torch.allclose(y2[:, 7], 1.6 * y[:, 7], atol=1e-5))
        self.assertTrue(torch.allclose(model.decoder(y2), picture, atol=1e-4))
        # Densities are the same, bins of the two channels narrower: log2 of the factor more per value.
        expected = y[0, 0].numel() * (math.log2(2.0) + math.log2(1.6))
        self.assertAlmostEqual(float(prior.bits(y2, step).sum() - bits), expected, delta=0.02 * expected)

    def test_gains_fold_into_the_weights(self):
        model, prior = AutoencoderTiny(SMALL), ContextPrior(SMALL_PRIOR)
        with torch.no_grad():
            model.encoder.log_gain.uniform_(-1, 1)
            model.encoder.shift.uniform_(-0.1, 0.1)
            x, step = smooth_picture(5) / 127.5 - 1, torch.tensor([0.3])
            y, gains = model.encoder(x), model.gains
            picture, bits = model.decoder(y), prior.bits(y / gains[:, None, None], step, gains)
            fold_gains(model, prior)
            self.assertTrue(torch.equal(model.gains, torch.ones(24)))
            self.assertTrue(torch.allclose(model.encoder(x), y, atol=1e-5))
            self.assertTrue(torch.allclose(model.decoder(y), picture, atol=1e-5))
            self.assertAlmostEqual(float(prior.bits(y, step).sum() / bits.sum()), 1, places=2)

    def test_recentring_moves_only_the_quantiser(self):
        model, prior = AutoencoderTiny(SMALL), ContextPrior(SMALL_PRIOR)
        with torch.no_grad():
            x, step = smooth_picture(6) / 127.5 - 1, torch.tensor([0.3])
            y = model.encoder(x)
            picture, bits = model.decoder(y), prior.bits(y, step)
            recentre(model, prior, [1, 9], [0.4, -0.7], [1.0, 1.5])
            moved, gains = model.encoder(x), model.gains
            self.assertTrue(torch.allclose(moved[:, 1], y[:, 1] - 0.4, atol=1e-5))
            self.assertTrue(torch.allclose(moved[:, 9], 1.5 * (y[:, 9] + 0.7), atol=1e-5))
            # What lies outside the picture has changed, so the border is left out.
            difference = (model.decoder(moved) - picture)[:, :, 80:112, 80:112]
            self.assertLess(float(difference.abs().max()), 1e-3)
            same = prior.bits(moved / gains[:, None, None], step) - bits
            self.assertLess(float(same[:, :, 3:, 3:-3].abs().max()), 1e-3)

    def test_reshaping_hardly_changes_the_function(self):
        one_stage = {
            "encoder_block_out_channels": [24], "num_encoder_blocks": [2], "decoder_block_out_channels": [24],
            "num_decoder_blocks": [1],
        }  # fmt: skip
        model = AutoencoderTiny(SMALL | one_stage)
        with torch.no_grad(), tempfile.TemporaryDirectory() as folder:
            for module in model.modules():
                if isinstance(module, LiftedRelu):
                    module.lift.uniform_(0.5, 1.5)
            model.encoder.log_gain.uniform_(-0.5, 0.5)
            x = smooth_picture(7) / 127.5 - 1
            y = model.encoder(x)
            same = reshape(model, None, 1, 2, 3)
            self.assertEqual(same.cfg["num_decoder_blocks"], [3])
            self.assertTrue(torch.equal(same.encoder(x), y))
            self.assertTrue(torch.allclose(same.decoder(y), model.decoder(y), atol=1e-6))
            (Path(folder) / "images").mkdir()
            pixels = smooth_picture(8, 320)[0].permute(1, 2, 0).byte().numpy()
            Image.fromarray(pixels).save(Path(folder) / "images" / "cid22_0.jpg")
            data.build_cache(Path(folder) / "images", folder)
            fewer = reshape(model, folder, 1, 1, 1)
            self.assertEqual(fewer.cfg["num_encoder_blocks"], [1])
            error = (fewer.encoder(x) - y).square().mean() / (y - y.mean((0, 2, 3), keepdim=True)).square().mean()
            self.assertLess(float(error), 0.05)

    def test_soft_rounding(self):
        x = torch.linspace(-2.4, 2.4, 49)
        self.assertTrue(torch.equal(soft_round(x, 0.0), x))
        self.assertTrue(torch.allclose(soft_round(x, 200.0)[1::10], x[1::10].round(), atol=1e-3))
        soft = soft_round(x, 4.0)
        self.assertTrue(((soft - x.round()).abs() <= (x - x.round()).abs() + 1e-6).all())
        self.assertTrue(torch.allclose(soft[4::10], x[4::10], atol=1e-5), "integers stay")

    def test_bd_rate(self):
        rate = np.array([0.1, 0.2, 0.35, 0.7])
        quality = np.array([26.0, 29.0, 31.5, 34.0])
        self.assertAlmostEqual(bd_rate(rate, quality, 0.9 * rate, quality), -10, places=6)
        shifted = bd_rate(rate, quality, rate * 1.1, quality, low=0.15, high=0.5)
        self.assertAlmostEqual(shifted, 10, places=6)
        with self.assertRaises(ValueError):
            bd_rate(rate, quality, rate, quality + 20)
        x = np.array([0.0, 1.0, 3.0, 4.0])
        dense = monotone(x, np.array([0.0, 2.0, 2.5, 9.0]), np.linspace(0, 4, 99))
        self.assertTrue((np.diff(dense) >= 0).all())
        self.assertTrue(np.allclose(monotone(x, 2 * x + 1, np.linspace(0, 4, 9)), np.linspace(0, 4, 9) * 2 + 1))

    def test_ms_ssim(self):
        x = smooth_picture(2)
        self.assertAlmostEqual(float(ms_ssim(x, x)), 1.0, places=4)
        slight, strong = x + 5 * torch.randn_like(x), x + 40 * torch.randn_like(x)
        self.assertGreater(float(ms_ssim(x, slight)), float(ms_ssim(x, strong)))

    def test_texture_distance(self):
        rough = torch.rand(1, 3, 96, 96, generator=torch.Generator().manual_seed(5)) * 60 + 100
        smooth = torch.nn.functional.avg_pool2d(rough, 5, 1, 2)
        other = torch.rand(1, 3, 96, 96, generator=torch.Generator().manual_seed(6)) * 60 + 100
        self.assertEqual(float(texture_distance(rough, rough)), 0)
        # Another piece of the same texture: useless as a copy, the same to the eye.
        self.assertLess(5 * float(texture_distance(rough, other)), float(texture_distance(rough, smooth)))
        half = (rough + smooth) / 2
        self.assertLess(float(texture_distance(rough, half)), float(texture_distance(rough, smooth)))

    def test_orthogonalise(self):
        x = orthogonalise(torch.randn(2, 24, 80))
        s = torch.linalg.svdvals(x)
        self.assertTrue(((s > 0.5) & (s < 1.4)).all(), str(s))

    def test_order0(self):
        s = torch.tensor([[[[0.0, 1.0, 2.0, 3.0]], [[5.0, 5.0, 5.0, 5.0]]]])
        self.assertAlmostEqual(order0_bits(s), 8.0, places=6)

    def test_steps_cover_their_bounds(self):
        steps = steps_at(torch.linspace(0, 1, 101), (0.25, 4.0, 16.0), 0.2)
        self.assertTrue((steps.diff() > 0).all())
        for at, step in ((0, 0.25), (40, 1.0), (80, 4.0), (90, 8.0), (100, 16.0)):
            self.assertAlmostEqual(float(steps[at]), step, places=4)

    def test_configurations_can_be_built(self):
        for path in (Path(__file__).parent / "configs").glob("*.json"):
            config = read_config(path)
            model, prior = AutoencoderTiny(config["model"]), ContextPrior(config["prior"])
            side = 2 * model.factor
            y = model.encoder(torch.zeros(1, 3, side, side))
            self.assertEqual(tuple(y.shape), (1, config["model"]["latent_channels"], 2, 2))
            self.assertEqual(tuple(model.decoder(y).shape), (1, 3, side, side))
            self.assertEqual(prior.bits(y, torch.ones(1)).shape, y.shape)
            command = ["train.py", "train", "--run", "x", "--config", str(path), "--crop", "96"]
            with unittest.mock.patch("sys.argv", command):
                args = parse()
            self.assertEqual(args.crop, 96, "what the command line says holds")
            self.assertEqual(args.step_bounds, config["train"]["step_bounds"])

    def test_a_reduced_picture_comes_back(self):
        picture = smooth_picture(5, 100)
        small = reduced(picture, 3)
        self.assertEqual(tuple(small.shape), (1, 3, 34, 34))
        self.assertLess(float((resized(small, 100, 100) - picture).abs().mean()), 3)
        self.assertIs(reduced(picture, 1), picture)

    def test_bits_are_counted_per_pixel_of_the_reduced_picture(self):
        model, prior = AutoencoderTiny(SMALL).eval(), ContextPrior(SMALL_PRIOR)
        images, step = smooth_picture(3).byte(), torch.tensor([1.0])
        with torch.no_grad():
            small = reduced(images.float(), 2).round().clamp(0, 255).byte()
            half, small_decoded = code(model, prior, small, step, "mixed", False)
            through, decoded = code(model, prior, images, step, "mixed", False, reduction=2)
        self.assertAlmostEqual(float(half / through), 1, delta=0.1)
        self.assertEqual(decoded.shape, images.shape)
        self.assertEqual(small_decoded.shape, small.shape)

    def test_learns_one_picture(self):
        model, prior = AutoencoderTiny(SMALL), ContextPrior(SMALL_PRIOR)
        optimizers = make_optimizers("muon", {"model": model, "prior": prior}, 3e-3)
        images, step = smooth_picture(3).byte(), torch.tensor([1.0])
        losses = []
        for i in range(60):
            mode = ("noise", "mixed", "round")[i // 20]
            bpp, decoded = code(model, prior, images, step, mode, False)
            loss = (bpp + LAMBDA * distortion(decoded, images.float(), step, Weights(700, 0, 0))[0]).mean()
            for o in optimizers:
                o.zero_grad()
            loss.backward()
            for o in optimizers:
                o.step()
            losses.append(float(loss.detach()))
        self.assertLess(losses[-1], 0.35 * losses[0], str(losses[::10]))

    def test_crops_of_both_loaders(self):
        with tempfile.TemporaryDirectory() as folder:
            images = Path(folder) / "images"
            images.mkdir()
            for i, name in enumerate(["cid22_0.jpg", "food_0.jpg"]):
                pixels = smooth_picture(i, 320)[0].permute(1, 2, 0).byte().numpy()
                Image.fromarray(pixels[:, : 320 - 16 * i]).save(images / name, quality=95)
            data.build_cache(images, folder)
            index = json.loads((Path(folder) / "index.json").read_text())
            self.assertEqual([(e["h"], e["w"]) for e in index], [(320, 320), (320, 304)])
            host = data.Crops(folder, 192, 5, 11)
            device = ResidentCrops(folder, 192, 20, 11, torch.device("cpu"))
            for crops, n in ((host, 5), (device, 20)):
                batch, chosen = crops.at(3)
                self.assertEqual(tuple(batch.shape), (n, 3, 192, 192))
                self.assertEqual(batch.dtype, torch.uint8)
                self.assertTrue(((chosen >= 0) & (chosen < 1)).all())
                self.assertTrue(torch.equal(batch, crops.at(3)[0]), "not a function of (seed, step)")
                self.assertFalse(torch.equal(batch, crops.at(4)[0]))
                plain = sum((x.float().diff(dim=2).diff(dim=2).abs() <= 2).all() for step in range(40) for x in crops.at(step)[0])
                self.assertTrue(0.01 <= plain / (40 * n) <= 0.09, f"{plain} plain surfaces of {40 * n}")
            data.pack(images, Path(folder) / "shards", 2**20)
            self.assertEqual([p.name for p in (Path(folder) / "shards").iterdir()], ["00.zip"])


if __name__ == "__main__":
    unittest.main()
