# SPDX-License-Identifier: Apache-2.0
"""Phantom films and template reports, so that a smoke run needs no data set. Not for training anything real."""
import numpy as np

from .data import SIDE, Corpus, Study

NORMAL = ["The heart is normal in size.", "The lungs are clear.", "No pleural effusion is seen.", "The mediastinum is unremarkable."]
FINDINGS = {
    "Cardiomegaly": ("The heart is mildly enlarged.", "Cardiomegaly/mild"),
    "Pleural Effusion": ("There is a small left pleural effusion.", "Pleural Effusion/left"),
    "Lung Opacity": ("There is a patchy opacity in the right lung base.", "Opacity/lung/base/right"),
    "Atelectasis": ("Mild bibasilar atelectasis is present.", "Pulmonary Atelectasis/base/bilateral"),
}


def phantom(rng, big_heart):
    """(uint8 image [256,256], bool masks [5,256,256] in channel order): ellipses with noise."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    ellipse = lambda cx, cy, rx, ry: ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1
    dx, dy = rng.uniform(-0.03, 0.03, 2)
    right, left = ellipse(0.30 + dx, 0.5 + dy, 0.14, 0.32), ellipse(0.70 + dx, 0.5 + dy, 0.14, 0.32)
    heart = ellipse(0.54 + dx, 0.64 + dy, 0.21 if big_heart else 0.14, 0.15)
    clav_right, clav_left = ellipse(0.32 + dx, 0.2 + dy, 0.14, 0.025), ellipse(0.68 + dx, 0.2 + dy, 0.14, 0.025)
    image = np.full((SIDE, SIDE), 150.0)
    image[right | left] = 60
    image[heart] = 190
    image[clav_left | clav_right] += 50
    image = np.clip(image + rng.normal(0, 10, image.shape), 0, 255).astype(np.uint8)
    return image, np.stack([clav_left, clav_right, heart, right & ~heart, left & ~heart])


def synthetic_corpus(seed, studies=48):
    rng = np.random.RandomState(seed)
    films, masks, rows = [], [], []
    for k in range(studies):
        chosen = [n for n in FINDINGS if rng.rand() < 0.3]
        image, mask = phantom(rng, "Cardiomegaly" in chosen)
        films.append(image)
        masks.append(mask)
        text = " ".join([FINDINGS[n][0] for n in chosen] + NORMAL[len(chosen) > 0:])
        mesh = [FINDINGS[n][1] for n in chosen] or ["normal"]
        rows.append(Study(str(k), "val" if k % 4 == 3 else "train", text, "", mesh, [k], [k]))
    films, masks = np.stack(films), np.stack(masks)
    lungs = masks[:20, 3:]
    laterals = np.ascontiguousarray(films.transpose(0, 2, 1))       # another look with the same labels
    stems = {source: [f"{source}-{k}" for k in range(20)] for source in ("jsrt", "shenzhen")}
    return Corpus(films, laterals, rows, films[:20], masks[:20], films[20:40], masks[20:40, 3:] if len(films) >= 40 else lungs, stems)
