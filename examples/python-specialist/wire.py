# SPDX-License-Identifier: Apache-2.0
"""Frames in, tensors and statistics out: what crosses the wire, for any model."""

import hashlib

import numpy as np
import zstandard

from contract import specialist_pb, tensor_pb

MAX_SIDE = 1440  # of a frame, in pixels
MAX_CHUNK = 256 * 1024


class Refused(Exception):
    """A request that cannot be answered: what was expected, what was found."""


def read_frame(request):
    """Pixels of the request's frame as a 2-D array, after every check of the contract."""
    if not request.HasField("frame") or not request.frame.pixels:
        raise Refused("expected a frame with pixels, found none")
    frame = request.frame
    if not (1 <= frame.width <= MAX_SIDE and 1 <= frame.height <= MAX_SIDE):
        raise Refused(f"expected sides of 1 to {MAX_SIDE}, found {frame.width} x {frame.height}")
    types = {tensor_pb.DATA_TYPE_UINT8: "<u1", tensor_pb.DATA_TYPE_UINT16: "<u2"}
    if frame.data_type not in types:
        raise Refused(f"expected data type UINT8 (3) or UINT16 (4), found {frame.data_type}")
    dtype = np.dtype(types[frame.data_type])
    expected = frame.width * frame.height * dtype.itemsize
    pixels = frame.pixels
    if frame.encoding == tensor_pb.ENCODING_ZSTD:
        try:  # Reads one byte too many at most, whatever the frame claims to hold.
            pixels = zstandard.ZstdDecompressor().stream_reader(pixels).read(expected + 1)
        except zstandard.ZstdError as error:
            raise Refused(f"expected a Zstandard frame, found: {error}") from error
    elif frame.encoding != tensor_pb.ENCODING_RAW:
        raise Refused(f"expected encoding RAW (1) or ZSTD (2), found {frame.encoding}")
    if len(pixels) != expected:
        raise Refused(f"expected {expected} bytes of pixels, found {len(pixels)} or more")
    digest = hashlib.sha256(pixels).hexdigest()
    if digest != frame.digest:
        raise Refused(f"expected pixels of digest '{frame.digest[:64]}', found {digest}")
    return np.frombuffer(pixels, dtype).reshape(frame.height, frame.width)


def tensor_messages(name, array, data_type, shape, affine=None):
    """A tensor as its header and chunks; masks compressed, all else as it is."""
    raw = array.tobytes()
    compressed = data_type == tensor_pb.DATA_TYPE_BIT
    wire = zstandard.compress(raw, 1) if compressed else raw
    encoding = tensor_pb.ENCODING_ZSTD if compressed else tensor_pb.ENCODING_RAW
    yield specialist_pb.EncodeResponse(header=tensor_pb.TensorHeader(
        name=name, data_type=data_type, shape=shape, encoding=encoding,
        byte_length=len(raw), wire_bytes=len(wire), affine=affine,
    ))
    for offset in range(0, len(wire), MAX_CHUNK):
        chunk = tensor_pb.TensorChunk(offset=offset, data=wire[offset : offset + MAX_CHUNK])
        yield specialist_pb.EncodeResponse(chunk=chunk)


def statistic(class_id, mask):
    """Area, box and centroid of a mask, in its own grid. A threshold has no probabilities: 1."""
    rows, columns = np.nonzero(mask)
    if len(rows) == 0:
        return specialist_pb.ClassStatistic(class_id=class_id)
    return specialist_pb.ClassStatistic(
        class_id=class_id, area=len(rows), mean_probability=1,
        box=specialist_pb.Box(x0=columns.min(), y0=rows.min(),
                              x1=columns.max() + 1, y1=rows.max() + 1),
        centroid_x=columns.mean() + 0.5, centroid_y=rows.mean() + 0.5,
    )
