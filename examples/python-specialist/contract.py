# SPDX-License-Identifier: Apache-2.0
"""The contract's messages and services, generated from proto/ when this module is imported."""

import importlib
import sys
import tempfile
from pathlib import Path

import grpc_tools
from grpc_tools import protoc

PROTO = Path(__file__).resolve().parents[2] / "proto"
FILES = ("asarg/tensor/v1/tensor.proto", "asarg/specialist/v1/specialist.proto")


def generate(folder):
    well_known = Path(grpc_tools.__file__).parent / "_proto"
    arguments = [f"-I{PROTO}", f"-I{well_known}", f"--python_out={folder}"]
    code = protoc.main(["protoc", *arguments, f"--grpc_python_out={folder}", *FILES])
    if code != 0:
        raise RuntimeError(f"expected stubs of {PROTO}, found that protoc ended with {code}")


_folder = tempfile.TemporaryDirectory(prefix="asarg-stubs-")
generate(_folder.name)
sys.path.insert(0, _folder.name)
tensor_pb = importlib.import_module("asarg.tensor.v1.tensor_pb2")
specialist_pb = importlib.import_module("asarg.specialist.v1.specialist_pb2")
specialist_grpc = importlib.import_module("asarg.specialist.v1.specialist_pb2_grpc")
