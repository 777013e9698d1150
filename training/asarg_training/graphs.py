# SPDX-License-Identifier: Apache-2.0
"""Torch module -> ONNX file with float16 initialisers, and the proof that both compute the same."""
import hashlib
import io

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper

TOLERANCE = 2e-3    # max |torch - onnxruntime| relative to max(1, max |torch|)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def round_half(module):
    """Rounds all floating weights to float16 values (kept as float32), so that storing them loses nothing."""
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(p.half().float())
    return module.float().eval().cpu()


def export_graph(module, args, inputs, outputs, path, dynamic=None, bits=None):
    """Writes `path` and returns the largest relative difference. `bits` = {output: share of its bits that may differ} for masks."""
    axes = {name: {0: "batch"} for name in [*inputs, *outputs]}
    for name, extra in (dynamic or {}).items():
        axes[name] = {0: "batch", **extra}
    buffer = io.BytesIO()
    with torch.no_grad():
        torch.onnx.export(module, args, buffer, input_names=inputs, output_names=outputs, dynamic_axes=axes,
                          opset_version=17, do_constant_folding=True, dynamo=False)
    model = onnx.load_from_string(buffer.getvalue())
    _half_initialisers(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    return check_parity(module, args, inputs, outputs, path, bits)


def check_parity(module, args, inputs, outputs, path, bits=None):
    with torch.no_grad():
        expected = module(*args)
    expected = [expected] if torch.is_tensor(expected) else list(expected)
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    got = session.run(outputs, {n: a.numpy() for n, a in zip(inputs, args)})
    worst = 0.0
    for name, e, g in zip(outputs, expected, got):
        e = e.numpy()
        assert e.shape == g.shape, (name, e.shape, g.shape)
        if name in (bits or {}):
            share = np.unpackbits(e ^ g).mean()
            assert share <= bits[name], f"{path.name}:{name} differs in {share:.2%} of the bits"
            continue
        difference = float(np.abs(e - g).max() / max(1.0, np.abs(e).max()))
        assert difference < TOLERANCE, f"{path.name}:{name} differs by {difference}"
        worst = max(worst, difference)
    return worst


def _half_initialisers(model, smallest=64):
    """float32 initialisers of `smallest` elements or more that float16 holds exactly -> float16 + Cast."""
    graph, casts = model.graph, []
    for k, tensor in enumerate(graph.initializer):
        if tensor.data_type != TensorProto.FLOAT:
            continue
        value = numpy_helper.to_array(tensor)
        if value.size < smallest or not np.array_equal(value.astype(np.float16).astype(np.float32), value):
            continue        # rounded weights are exact in float16; other constants (RoPE frequencies) stay float32
        name = tensor.name
        graph.initializer[k].CopyFrom(numpy_helper.from_array(value.astype(np.float16), name + "_f16"))
        casts.append(helper.make_node("Cast", [name + "_f16"], [name], to=TensorProto.FLOAT, name="cast_" + name))
    for node in reversed(casts):
        graph.node.insert(0, node)
