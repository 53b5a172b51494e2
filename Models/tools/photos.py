"""Photographs bundled with scikit-image, as inputs and for calibration. No download."""

import numpy as np
from skimage import data

from .graph import Quantization

# [-1, 1) in steps of 1/128, so that a byte is the pixel minus 128.
PIXELS = Quantization.per_tensor(1 / 128, 0)
ASTRONAUT_CROP = 448


def portrait(size: int) -> np.ndarray:
    """The middle of NASA's portrait of Eileen Collins, int8 [1, size, size, 3]; size divides 448."""
    picture = data.astronaut()
    edge = (len(picture) - ASTRONAUT_CROP) // 2
    crop = picture[edge : edge + ASTRONAUT_CROP, edge : edge + ASTRONAUT_CROP]
    return to_input(shrunk(crop, ASTRONAUT_CROP // size))


def crops(size: int, count: int, seed: int) -> np.ndarray:
    """Seeded crops of four pictures in several scales, real values [count, size, size, 3]."""
    random = np.random.default_rng(seed)
    pictures = [data.astronaut(), data.chelsea(), data.coffee(), data.rocket()]
    made = []
    for index in range(count):
        picture = pictures[index % len(pictures)]
        factor = int(random.integers(1, min(picture.shape[:2]) // size + 1))
        top, left = (int(random.integers(0, n - factor * size + 1)) for n in picture.shape[:2])
        window = picture[top : top + factor * size, left : left + factor * size]
        made.append(to_input(shrunk(window, factor)))
    return np.concatenate(made) * PIXELS.scale


def shrunk(picture: np.ndarray, factor: int) -> np.ndarray:
    """Each factor x factor block of an [H, W, 3] picture averaged, rounded down to uint8."""
    height, width = (n // factor for n in picture.shape[:2])
    blocks = picture.reshape(height, factor, width, factor, 3).astype(np.int64)
    return (blocks.sum(axis=(1, 3)) // factor**2).astype(np.uint8)


def to_input(picture: np.ndarray) -> np.ndarray:
    """uint8 [H, W, 3] to int8 [1, H, W, 3]."""
    return (picture.astype(np.int16) - 128).astype(np.int8)[np.newaxis]
