# SPDX-License-Identifier: Apache-2.0
"""The development data as arrays. Images are decoded once to uint8 [N, 256, 256] in the work folder.

Nothing read here may be committed or shipped; see the model cards for the terms.
"""
import io
import json
import tarfile
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from .profile import area_matrix

SIDE = 256
CACHE = "decoded-2"       # marks a whole cache of this layout
# bit of the JSRT mask for each segmenter channel (clavicle left, clavicle right, heart, right lung, left lung)
JSRT_BITS = [16, 8, 4, 1, 2]


@dataclass
class Study:
    uid: str
    split: str            # train | val | extra
    findings: str
    impression: str
    mesh: list
    images: list          # indices into Corpus.frontal; the first one stands for the study
    laterals: list = field(default_factory=list)    # indices into Corpus.lateral


@dataclass
class Corpus:
    frontal: np.ndarray   # uint8 [N, 256, 256]
    lateral: np.ndarray   # uint8 [L, 256, 256]
    studies: list
    jsrt: np.ndarray      # uint8 [J, 256, 256]
    jsrt_masks: np.ndarray        # bool [J, 5, 256, 256]
    shenzhen: np.ndarray  # uint8 [Z, 256, 256]
    shenzhen_masks: np.ndarray    # bool [Z, 2, 256, 256] right lung, left lung
    names: dict           # {"jsrt": [J], "shenzhen": [Z]} file stems

    def first(self, n):
        """At most n studies of each split and n films of each mask source: enough to check the pipeline, not to train."""
        kept = {split: 0 for split in ("train", "val", "extra")}
        studies = []
        for s in self.studies:
            if s.images and s.findings and kept[s.split] < n:
                kept[s.split] += 1
                studies.append(s)
        names = {source: stems[:n] for source, stems in self.names.items()}
        return Corpus(self.frontal, self.lateral, studies, self.jsrt[:n], self.jsrt_masks[:n], self.shenzhen[:n], self.shenzhen_masks[:n], names)

    def split(self, *names):
        return [s for s in self.studies if s.split in names and s.images]


def load_corpus(data, work):
    """Reads `data` (the tar files), caching decoded arrays under `work`/cache."""
    cache = work / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    if not (cache / CACHE).exists():
        _decode(data, cache)
        (cache / CACHE).write_text("ok")
    ids, side_ids = ({name: k for k, name in enumerate(json.loads((cache / f"{view}.json").read_text()))} for view in ("frontal", "lateral"))
    studies = []
    for line in (data / "iu" / "reports.jsonl").read_text(encoding="utf-8").splitlines():
        r = json.loads(line)
        images, laterals = ([table[i["id"]] for i in r["images"] if i["id"] in table] for table in (ids, side_ids))
        studies.append(Study(r["uid"], r["split"], r["findings"] or "", r["impression"] or "",
                             r["mesh_major"] or [], images, laterals))
    load = lambda name: np.load(cache / f"{name}.npy", mmap_mode=None)
    return Corpus(load("frontal"), load("lateral"), studies, load("jsrt"), load("jsrt-masks"), load("shenzhen"), load("shenzhen-masks"),
                  {source: json.loads((cache / f"{source}.json").read_text()) for source in ("jsrt", "shenzhen")})


def _decode(data, cache):
    for view in ("frontal", "lateral"):
        names, films = _read_images(data / "iu" / f"{view}256.tar", "")
        (cache / f"{view}.json").write_text(json.dumps(names))
        np.save(cache / f"{view}.npy", films)
    names, jsrt = _read_images(data / "jsrt.tar", "img/")
    (cache / "jsrt.json").write_text(json.dumps(names))
    masks = _read_masks(data / "jsrt.tar")
    np.save(cache / "jsrt.npy", jsrt)
    np.save(cache / "jsrt-masks.npy", np.stack([(masks & bit) > 0 for bit in JSRT_BITS], 1))
    names, shenzhen = _read_images(data / "shenzhen.tar", "img/")
    (cache / "shenzhen.json").write_text(json.dumps(names))
    union = _read_masks(data / "shenzhen.tar") > 0
    half = np.arange(SIDE) < SIDE // 2          # the patient's right lung is in the image's left half
    np.save(cache / "shenzhen.npy", shenzhen)
    np.save(cache / "shenzhen-masks.npy", np.stack([union & half, union & ~half], 1))


def _read_images(path, prefix):
    """(names without suffix, uint8 [N, 256, 256]) sorted by name; larger images are area-resampled."""
    with tarfile.open(path) as tar:
        members = sorted((m for m in tar.getmembers() if m.isfile() and m.name.startswith(prefix)), key=lambda m: m.name)
        out, names = [], []
        for m in members:
            image = np.asarray(Image.open(io.BytesIO(tar.extractfile(m).read())).convert("L"))
            if image.shape != (SIDE, SIDE):
                y, x = area_matrix(image.shape[0], SIDE), area_matrix(image.shape[1], SIDE)
                image = np.clip(np.rint(y @ image @ x.T), 0, 255).astype(np.uint8)
            out.append(image)
            names.append(m.name[len(prefix):].rsplit(".", 1)[0])
    return names, np.stack(out)


def _read_masks(path):
    """uint8 [N, 256, 256] bit masks, nearest-neighbour."""
    with tarfile.open(path) as tar:
        members = sorted((m for m in tar.getmembers() if m.name.startswith("mask/")), key=lambda m: m.name)
        load = lambda m: Image.open(io.BytesIO(tar.extractfile(m).read())).resize((SIDE, SIDE), Image.NEAREST)
        return np.stack([np.asarray(load(m)) for m in members])
