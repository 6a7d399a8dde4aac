"""`python3 -m unittest` in this folder: seconds on one core, no data needed."""

import argparse
import json
import math
import tempfile
import unittest
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import load_file

import data
import denoise
from model import AutoencoderTiny
from prior import ContextPrior
from start import save_start
from test_training import SMALL_PRIOR, smooth_picture
from unet import SCHEDULE, Schedule, UNet, clean

SMALL = {
    "act_fn": "silu", "in_channels": 6, "out_channels": 6, "block_out_channels": [16, 24], "layers_per_block": 1,
    "time_embedding_dim": 32, "norm_num_groups": 2, "norm_eps": 1.0,
}
SMALL_VAE = {
    "in_channels": 3, "out_channels": 3, "encoder_block_out_channels": [16], "num_encoder_blocks": [1],
    "decoder_block_out_channels": [16], "num_decoder_blocks": [1], "latent_channels": 48, "patch_size": 8,
    "upsampling_scaling_factor": 2, "latent_magnitude": 3, "scaling_factor": 24.0,
}


class DenoiseTest(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(7)

    def test_a_step_implies_its_time_step(self):
        schedule = Schedule()
        whole = schedule.timestep(schedule.ratio)
        self.assertTrue(torch.allclose(whole, torch.arange(100.0, dtype=torch.float64), atol=1e-6))
        between = (schedule.ratio[7] + 3 * schedule.ratio[8]) / 4
        self.assertAlmostEqual(float(schedule.timestep(between[None])), 7.75, places=6)
        ends = schedule.timestep(torch.tensor([0.0, 99.0], dtype=torch.float64))
        self.assertEqual(ends.tolist(), [0.0, SCHEDULE["num_train_timesteps"] - 1])
        for quality in (1, 73):
            sigma = denoise.quality_step(quality) * denoise.CODEC / math.sqrt(12)
            self.assertTrue(schedule.ratio[0] < sigma < schedule.ratio[-1])

    def test_an_untrained_network_changes_nothing(self):
        latent = torch.randn(2, 6, 7, 9)
        same = clean(UNet(SMALL), Schedule(), latent, torch.tensor([0.6, 3.0]))
        self.assertTrue(torch.equal(same, latent))

    def test_one_ddim_step(self):
        unet, schedule, step = UNet(SMALL), Schedule(), torch.tensor([1.5])
        torch.nn.init.normal_(unet.conv_out.weight, std=0.1)
        latent, sigma = torch.randn(1, 6, 8, 8), 1.5 / math.sqrt(12)
        alpha = 1 / (1 + sigma**2)
        x = math.sqrt(alpha) * latent
        eps = unet(x, schedule.timestep(torch.tensor([sigma], dtype=torch.float64)))
        expected = (x - math.sqrt(1 - alpha) * eps) / math.sqrt(alpha)
        self.assertGreater(float((expected - latent).detach().abs().max()), 1e-3)
        self.assertTrue(torch.allclose(clean(unet, schedule, latent, step), expected, atol=1e-5))

    def test_learns_what_rounding_took(self):
        # Planes of 6 channels that are known from one number each: rounding takes what the other channels still tell.
        unet, schedule = UNet(SMALL), Schedule()
        optimizer = torch.optim.Adam(unet.parameters(), 3e-3)
        mix = torch.randn(6, 1, 1)
        errors = []
        for _ in range(150):
            truth = torch.randn(4, 1, 4, 4).repeat_interleave(2, 2).repeat_interleave(2, 3) * mix
            step = 0.5 + 1.5 * torch.rand(4)
            width = step[:, None, None, None]
            noisy = (truth / width).round() * width
            loss = ((clean(unet, schedule, noisy, step) - truth) / width).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            errors.append(float(loss.detach()))
        self.assertLess(sum(errors[-20:]) / 20, 0.6 * errors[0], str(errors[::15]))

    def test_training_goes_on_as_if_unbroken_and_exports(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            (folder / "images").mkdir()
            for i, name in enumerate(["cid22_0.png", "food_0.png"]):
                pixels = smooth_picture(i, 192)[0].permute(1, 2, 0).byte().numpy()
                Image.fromarray(pixels).save(folder / "images" / name.replace("png", "jpg"), quality=95)
                Image.fromarray(pixels[:64, :64]).save(folder / name)
            data.build_cache(folder / "images", folder)
            save_start(folder / "vae.pt", AutoencoderTiny(SMALL_VAE), ContextPrior(SMALL_PRIOR | {"channels": 48}), False)

            def train(run, steps):
                args = {
                    "run": folder / run, "vae": folder / "vae.pt", "copy_to": None, "cache": folder, "init_from": None,
                    "steps": steps, "crop": 64, "batch": 2, "lr": 1e-3, "warmup": 1, "cooldown_minutes": 0,
                    "alpha": 2000.0, "cast": 5.0, "clip": 10.0, "ema": 0.9, "seed": 5, "fp32": True, "log_every": 1,
                    "save_every": 1000,
                }
                denoise.Denoising(argparse.Namespace(**args)).loop()
                return torch.load(folder / run / "latest.pt", weights_only=True)

            whole, _, broken = train("whole", 3), train("broken", 2), train("broken", 3)
            for key in ("model", "ema"):
                for name, value in whole[key].items():
                    self.assertTrue(torch.equal(value, broken[key][name]), name)
            self.assertGreater(float(whole["model"]["conv_out.weight"].abs().max()), 0)
            self.assertEqual(len((folder / "broken" / "curve.csv").read_text().split()), 4)

            denoise.export(argparse.Namespace(model=folder / "whole" / "latest.pt", out=folder / "out"))
            golden = load_file(folder / "out" / "unet" / "golden.safetensors")
            unet = denoise.load_unet(folder / "out")
            again = clean(unet, Schedule(), golden["input.latent"], torch.tensor([1.0]))
            self.assertTrue(torch.allclose(again, golden["clean.step1"], atol=1e-6))
            self.assertLessEqual((folder / "out" / "unet" / "diffusion_pytorch_model.safetensors").stat().st_size, 6e6)
            scheduler = json.loads((folder / "out" / "scheduler" / "scheduler_config.json").read_text())
            self.assertEqual(scheduler, SCHEDULE)

            denoise.evaluate(argparse.Namespace(
                model=folder / "out", vae=folder / "vae.pt", images=[folder], q=[40], centre=64, first=0, every=1,
                out=folder / "pictures", csv=folder / "figures.csv"))
            self.assertEqual(len((folder / "figures.csv").read_text().splitlines()), 3)
            self.assertEqual(len(list((folder / "pictures").iterdir())), 6)


if __name__ == "__main__":
    unittest.main()
