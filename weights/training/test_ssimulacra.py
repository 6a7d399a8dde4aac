"""SSIMULACRA 2 with gradients against the reference program's scores and against differences. `python3 -m unittest` runs it."""

import unittest

import torch

from ssimulacra import error, score


def tri(v, p):
    return (v % (2 * p) - p).abs() * 255 // p


def synthetic(width, height):
    """The picture of the golden scores: integers, 1*3*h*w."""
    x, y = torch.arange(width)[None], torch.arange(height)[:, None]
    noise = ((x * 73856093) ^ (y * 19349663)) % 16
    planes = [tri(v, p).expand(height, width) * 15 // 16 + noise for v, p in ((x, 37), (y, 53), (x + y, 71))]
    return torch.stack(planes).clamp_max(255)[None]


class SsimulacraTest(unittest.TestCase):
    def test_scores_of_the_reference_program(self):
        picture = synthetic(160, 120)
        distorted = {
            65.61947106: (picture & 224) + 16,
            74.15931289: (picture + 12).clamp_max(255),
            -63.97943525: picture.flip(1),
        }
        for expected, other in distorted.items():
            with self.subTest(expected):
                self.assertAlmostEqual(float(score(error(picture.float(), other.float()))), expected, delta=1)

    def test_equal_pictures_have_no_error(self):
        picture = synthetic(64, 48).float()
        self.assertLess(float(error(picture, picture).abs()), 1e-2)

    def test_the_gradient_is_that_of_differences(self):
        torch.manual_seed(3)
        picture = synthetic(48, 48).float()
        distorted = (picture + 12 * torch.randn_like(picture)).clamp(20, 235).requires_grad_()
        direction = distorted.detach() - picture
        error(picture, distorted).sum().backward()
        slope = float((distorted.grad * direction).sum())
        with torch.no_grad():
            ahead, behind = (float(error(picture, distorted + s * direction)) for s in (0.01, -0.01))
        self.assertAlmostEqual(slope, (ahead - behind) / 0.02, delta=0.02 * abs(slope))


if __name__ == "__main__":
    unittest.main()
