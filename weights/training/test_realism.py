"""`python3 -m unittest` in this folder: the second decoder, on a small model."""

import tempfile
import unittest
import unittest.mock
from pathlib import Path

import torch
from PIL import Image

import data
from evaluate import load_models
from export import export
from model import AutoencoderTiny
from prior import ContextPrior
from realism import Discriminator, Realism, contrast_weight, lattice
from start import save_start
from test_training import SMALL, SMALL_PRIOR, smooth_picture
from train import parse


class RealismTest(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(9)

    def test_contrast_counts_letters_and_not_lawns(self):
        picture = torch.full((1, 3, 64, 64), 120.0)
        picture[:, :, :32] += torch.rand(1, 1, 32, 64) * 40
        picture[:, :, 48:, 20:24] = 250.0
        weight = contrast_weight(picture)
        self.assertEqual(float(weight[:, :, :40].max()), 0)
        self.assertGreater(float(weight[0, 0, 50, 21]), 0.5)

    def test_lattice_finds_patterns_and_hardly_noise(self):
        pattern = torch.zeros(1, 3, 96, 100)
        pattern[:, :, ::4, ::8] = 8.0
        whole = pattern[:, :, :, :96]
        self.assertAlmostEqual(float(lattice(pattern, 8)), float((whole - whole.mean()).square().mean()), places=4)
        noise = 8 * torch.randn(1, 3, 96, 96)
        self.assertLess(float(lattice(noise, 8)), 3.0)
        self.assertAlmostEqual(float(lattice(torch.ones(1, 3, 96, 96), 8)), 0)

    def test_discriminator_learns_to_tell(self):
        judge, reference = Discriminator((8, 16)), smooth_picture(1, 64)
        rough = (reference + 40 * torch.randn_like(reference)).clamp(0, 255)
        optimizer = torch.optim.AdamW(judge.parameters(), lr=2e-3)
        for _ in range(60):
            loss = (1 - judge(rough, reference)[0]).relu().mean() + (1 + judge(reference, reference)[0]).relu().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        self.assertLess(loss.item(), 1)

    def test_only_the_decoder_moves_and_the_run_goes_on(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            (folder / "images").mkdir()
            pixels = smooth_picture(8, 320)[0].permute(1, 2, 0).byte().numpy()
            Image.fromarray(pixels).save(folder / "images" / "cid22_0.jpg")
            data.build_cache(folder / "images", folder)
            save_start(folder / "start.pt", AutoencoderTiny(SMALL), ContextPrior(SMALL_PRIOR), False)
            export(unittest.mock.Mock(model=folder / "start.pt", out=folder / "exported"))
            command = ["train.py", "--device", "cpu", "realism", "--run", f"{folder}/run", "--init-from", f"{folder}/exported"]
            command += ["--cache", str(folder), "--crop", "64", "--batch", "2", "--realism-from", "1", "--realism-ramp", "2"]
            command += ["--warmup", "1", "--log-every", "2", "--lr", "1e-3", "--fp32"]
            before = load_models(folder / "exported", lifted=True)[0]
            for steps in ("4", "6"):
                with unittest.mock.patch("sys.argv", command + ["--steps", steps]):
                    run = Realism(parse())
                run.loop()
            self.assertEqual(run.step, 6)
            for name, value in before.encoder.state_dict().items():
                self.assertTrue(torch.equal(value, run.model.encoder.state_dict()[name]), name)
            for name, value in before.decoder.state_dict().items():
                self.assertTrue(torch.equal(value, run.parts["reference"].state_dict()[name]), name)
            last = [d.layers[-1].weight for d in (before.decoder, run.model.decoder)]
            self.assertFalse(torch.equal(*last))
            rows = (folder / "run" / "curve.csv").read_text().split()
            self.assertEqual(rows[0], ",".join(Realism.FIELDS))
            self.assertEqual([r.split(",")[0] for r in rows[1:]], ["2", "4", "6"])
            again, _ = load_models(folder / "run" / "latest.pt")
            self.assertEqual(again.decoder.layers[-1].weight.shape, last[0].shape)


if __name__ == "__main__":
    unittest.main()
