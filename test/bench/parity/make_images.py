"""Writes small images of the shape of CIFAR-10 into a folder, as .npy: x, y and the fold of each example.

usage: make_images.py FOLDER

Of each class there are two smooth patterns of colour. An example is one of them, shifted by up to six
pixels, mirrored or not, at a contrast of its own, with a smooth pattern of no class and noise added.
"""
import os
import sys

import numpy as np

TRAINING, VALIDATION, CLASSES, SIDE = 1200, 400, 10, 32
random = np.random.default_rng(20)


def smooth():
    """A pattern of a few low frequencies for each channel, periodic, of deviation 1."""
    spectrum = np.zeros((SIDE, SIDE, 3), complex)
    spectrum[:4, :4] = random.normal(size=(4, 4, 3)) + 1j * random.normal(size=(4, 4, 3))
    spectrum[0, 0] = 0
    pattern = np.fft.ifft2(spectrum, axes=(0, 1)).real
    return pattern / pattern.std()


def image(pattern):
    shifted = np.roll(pattern, random.integers(-6, 7, 2), (0, 1))
    if random.random() < 0.5:
        shifted = shifted[:, ::-1]
    seen = random.uniform(0.5, 1) * shifted + 0.7 * smooth() + 0.7 * random.normal(size=shifted.shape)
    return np.clip(128 + 40 * seen, 0, 255).astype(np.uint8)


patterns = [[smooth(), smooth()] for _ in range(CLASSES)]
count = TRAINING + VALIDATION
y = random.permutation(np.arange(count) % CLASSES).astype(np.uint8)
x = np.stack([image(patterns[c][random.integers(2)]) for c in y])
fold = np.where(np.arange(count) < TRAINING, -1, 0).astype(np.int32)
for name, values in {"x": x, "y": y, "fold": fold}.items():
    np.save(os.path.join(sys.argv[1], name + ".npy"), values)
