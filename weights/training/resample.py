"""Smaller pictures and back, with the kernel of Catmull and Rom, as files of a lower resolution have it (FORMAT.md, "Resolution")."""

import torch.nn.functional as F


def resized(x, height, width):
    """x n*c*h*w -> n*c*height*width. Antialiased: a kernel as wide as a pixel of the smaller of both grids."""
    if x.shape[2:] == (height, width):
        return x
    # With antialias the kernel's parameter is -1/2, Catmull and Rom's; without it -3/4.
    return F.interpolate(x, size=(height, width), mode="bicubic", antialias=True, align_corners=False)


def reduced(x, factor):
    """x n*c*h*w -> sides divided by the factor, rounded up."""
    return resized(x, *(max(1, -(-side // factor)) for side in x.shape[2:]))
