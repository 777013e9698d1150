# SPDX-License-Identifier: Apache-2.0
"""Images that are no upright chest radiograph, drawn by formula, to teach the input gate what to refuse."""
import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .data import SIDE


def draw(rng, films):
    """One uint8 [256, 256] image of a random kind; `films` uint8 [n, 256, 256] are chest films for the crops and turns."""
    image = KINDS[rng.randint(len(KINDS))](rng, films)
    if rng.rand() < 0.3:
        image = 255 - image
    return image


def _uint8(a):
    lo, hi = float(a.min()), float(a.max())
    return np.clip(255 * (a - lo) / max(hi - lo, 1e-6), 0, 255).astype(np.uint8)


def _smooth(rng, cells):
    """Random field of `cells` x `cells` support, bicubic to full size, float in about -2..2."""
    small = Image.fromarray(rng.randn(cells, cells).astype(np.float32))
    return np.asarray(small.resize((SIDE, SIDE), Image.BICUBIC))


def noise(rng, films):
    block = 2 ** rng.randint(0, 5)
    small = rng.randint(0, 256, (SIDE // block, SIDE // block)).astype(np.uint8)
    return np.repeat(np.repeat(small, block, 0), block, 1)


def clouds(rng, films):
    return _uint8(sum(_smooth(rng, 2 ** k) * 0.6 ** k for k in range(1, 8)))


def gradient(rng, films):
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    a = rng.uniform(0, 2 * math.pi)
    return _uint8(np.cos(a) * x + np.sin(a) * y + rng.uniform(0, 0.5) * np.hypot(x - 0.5, y - 0.5) + 0.02 * rng.randn(SIDE, SIDE))


def page(rng, films):
    image = Image.new("L", (SIDE, SIDE), 255)
    pen, y = ImageDraw.Draw(image), rng.randint(4, 20)
    while y < SIDE - 8:
        x, end = rng.randint(8, 24), rng.randint(120, SIDE - 8)
        while x < end:
            width = rng.randint(4, 26)
            pen.rectangle([x, y, min(x + width, end), y + rng.randint(2, 6)], fill=int(rng.randint(0, 90)))
            x += width + rng.randint(3, 7)
        y += rng.randint(8, 16)
    return np.asarray(image)


def shapes(rng, films):
    image = Image.fromarray(_uint8(_smooth(rng, 3)))
    pen = ImageDraw.Draw(image)
    for _ in range(rng.randint(3, 25)):
        x, y, w, h = rng.randint(-40, SIDE), rng.randint(-40, SIDE), rng.randint(5, 140), rng.randint(5, 140)
        draw_one = pen.ellipse if rng.rand() < 0.5 else pen.rectangle
        draw_one([x, y, x + w, y + h], fill=int(rng.randint(0, 256)))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(rng.uniform(0, 3))))


def scene(rng, films):
    """Something like a photograph: sky over ground, textured blobs with shade, sharp edges."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    horizon = rng.uniform(0.2, 0.8) + 0.05 * _smooth(rng, 5)
    out = np.where(y < horizon, 180 + 30 * _smooth(rng, 6), 90 + 40 * clouds(rng, films) / 255.0 + 20 * _smooth(rng, 24))
    for _ in range(rng.randint(2, 10)):
        cx, cy, r = rng.rand(), rng.rand(), rng.uniform(0.03, 0.3)
        blob = np.hypot(x - cx, (y - cy) * rng.uniform(0.5, 1.6)) + 0.03 * _smooth(rng, 12) < r
        out = np.where(blob, rng.uniform(0, 255) + 60 * (x - cx) / r + rng.uniform(2, 25) * rng.randn(SIDE, SIDE) * (rng.rand() < 0.5) + 15 * _smooth(rng, 20), out)
    return np.clip(out, 0, 255).astype(np.uint8)


def _canvas(rng):
    """Thickness maps start from air; returns (x, y) in a rotated, centred frame."""
    y, x = (np.mgrid[0:SIDE, 0:SIDE] / SIDE - 0.5)
    a = rng.uniform(-0.5, 0.5) + (math.pi / 2 if rng.rand() < 0.25 else 0)
    return math.cos(a) * x + math.sin(a) * y, -math.sin(a) * x + math.cos(a) * y


def _rod(x, y, x0, y0, x1, y1, r0, r1):
    """Chord through a tapered rod with a denser wall: what a long bone or a finger absorbs."""
    dx, dy = x1 - x0, y1 - y0
    t = np.clip(((x - x0) * dx + (y - y0) * dy) / max(dx * dx + dy * dy, 1e-9), 0, 1)
    r = r0 + (r1 - r0) * t
    d = np.hypot(x - x0 - t * dx, y - y0 - t * dy)
    outer, inner = np.sqrt(np.clip(r * r - d * d, 0, None)), np.sqrt(np.clip((0.65 * r) ** 2 - d * d, 0, None))
    return outer, outer - 0.7 * inner


def _film(rng, soft, bone):
    """Beer-Lambert film (bone bright) with exposure, blur and noise."""
    dose = np.exp(-(soft * rng.uniform(3, 9) + bone * rng.uniform(8, 22)))
    image = _uint8(-np.log(dose + 0.02) + 0.05 * _smooth(rng, 6) + rng.uniform(0.01, 0.05) * rng.randn(SIDE, SIDE))
    return np.asarray(Image.fromarray(image).filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.2))))


def limb(rng, films):
    """Arm, thigh or lower leg, with one or two bones and perhaps a joint."""
    x, y = _canvas(rng)
    w = rng.uniform(0.1, 0.28)
    soft, _ = _rod(x, y, rng.uniform(-.1, .1), -0.8, rng.uniform(-.1, .1), 0.8, w, w * rng.uniform(0.6, 1.1))
    bone, joint = np.zeros_like(soft), rng.uniform(-0.4, 0.4)
    for offset in ([0.0] if rng.rand() < 0.5 else [-0.4 * w, 0.4 * w]):
        r = w * rng.uniform(0.2, 0.4) / (1 if offset == 0 else 1.6)
        for a, b in ((-0.8, joint - 0.01), (joint + 0.01, 0.8)) if rng.rand() < 0.7 else ((-0.8, 0.8),):
            bone = np.maximum(bone, _rod(x, y, offset, a, offset, b, r, r * rng.uniform(0.8, 1.5))[1])
            if a > -0.8 or b < 0.8:
                end = a if a > -0.8 else b
                bone = np.maximum(bone, np.sqrt(np.clip((1.5 * r) ** 2 - (x - offset) ** 2 - (2 * (y - end)) ** 2, 0, None)))
    return _film(rng, soft, bone)


def hand(rng, films):
    """Palm and fingers (or a foot): rods in a fan, each of three bones."""
    x, y = _canvas(rng)
    soft, bone = _rod(x, y, 0, 0.15, 0, 0.6, 0.16, 0.12)[0], np.zeros_like(x)
    for k in range(5):
        a = (k - 2) * rng.uniform(0.12, 0.28) - (0.5 if k == 0 else 0)
        length, px, py = rng.uniform(0.3, 0.48) * (0.65 if k == 0 else 1), 0.07 * (k - 2), 0.1
        ex, ey = px + length * math.sin(a), py - length * math.cos(a)
        soft = np.maximum(soft, _rod(x, y, px, py, ex, ey, 0.045, 0.03)[0])
        stops = (-0.45, 0.02, 0.45, 0.75, 1.0)
        for s, t in zip(stops[:-1], stops[1:]):
            at = lambda q: (px + (ex - px) * q, py + (ey - py) * q)
            bone = np.maximum(bone, _rod(x, y, *at(s + 0.02), *at(t - 0.02), 0.022, 0.018)[1])
    return _film(rng, soft, bone)


def skull(rng, films):
    """Skull, pelvis-like ring or abdomen-like oval: one large soft body with a few dense curves."""
    x, y = _canvas(rng)
    ax, ay = rng.uniform(0.25, 0.42), rng.uniform(0.3, 0.46)
    q = np.sqrt((x / ax) ** 2 + (y / ay) ** 2)
    soft = np.sqrt(np.clip(1 - q * q, 0, None)) * 0.4
    bone = 0.12 * np.sqrt(np.clip(1 - q * q, 0, None)) - 0.12 * np.sqrt(np.clip(0.86 - q * q, 0, None)) if rng.rand() < 0.6 else np.zeros_like(q)
    bone = np.clip(bone, 0, None)
    for _ in range(rng.randint(1, 6)):
        cx, cy, r, thick = rng.uniform(-.2, .2), rng.uniform(-.25, .25), rng.uniform(0.03, 0.16), rng.uniform(0.005, 0.03)
        ring = np.exp(-((np.hypot(x - cx, (y - cy) * rng.uniform(0.6, 1.5)) - r) / thick) ** 2)
        bone = bone + 0.04 * ring * (q < 1)
    if rng.rand() < 0.5:
        for k in range(7):
            bone = bone + 0.05 * ((np.abs(x) < 0.06) & (np.abs(y - (k - 3) * 0.13) < 0.05))
    return _film(rng, soft + 0.03 * _smooth(rng, 12) * (q < 1), bone)


def fragment(rng, films):
    """A small part of a chest film, enlarged."""
    film, side = films[rng.randint(len(films))], rng.randint(40, 84)
    x, y = rng.randint(0, SIDE - side, 2)
    return np.asarray(Image.fromarray(film[y:y + side, x:x + side]).resize((SIDE, SIDE), Image.BICUBIC))


def turned(rng, films):
    """A chest film on its side or upside down: a model of upright films must not read it."""
    return np.ascontiguousarray(np.rot90(films[rng.randint(len(films))], rng.randint(1, 4)))


KINDS = (noise, clouds, gradient, page, shapes, scene, limb, hand, skull, fragment, turned)
