# SPDX-License-Identifier: Apache-2.0
"""Talks to a specialist as any client of the Open Inference Protocol does, with Triton's library.

Takes the path of a JSON file that says where the specialist is and what it has to answer, and
prints one line for each check. The first that fails ends the program with what was found.
"""

import json
import queue
import sys
from pathlib import Path

import grpc
import numpy as np
import tritonclient.grpc as triton
from tritonclient.grpc import service_pb2, service_pb2_grpc
from tritonclient.utils import InferenceServerException, triton_to_np_dtype


def check(what, condition, found=""):
    if not condition:
        raise SystemExit(f"failed: {what}; found {found}")
    print(f"ok: {what}")


def failure_of(call):
    try:
        call()
    except InferenceServerException as error:
        return error.status(), error.message()
    except grpc.RpcError as error:
        return f"StatusCode.{error.code().name}", error.details()
    return "OK", ""


def expected_array(output, folder):
    raw = (folder / output["file"]).read_bytes()
    return np.frombuffer(raw, triton_to_np_dtype(output["datatype"])).reshape(output["shape"])


def frame_input(pixels, datatype="UINT16"):
    tensor = triton.InferInput("frame", list(pixels.shape), datatype)
    tensor.set_data_from_numpy(pixels)
    return tensor


def check_metadata(client, plan):
    model = plan["model"]
    check("the server is live", client.is_server_live())
    check("the server is ready", client.is_server_ready())
    check("the model is ready", client.is_model_ready(model))
    check("its version is ready", client.is_model_ready(model, plan["version"]))
    check("another model is not", not client.is_model_ready("nobody"))
    check("the server has a name", client.get_server_metadata().name == "asarg-mesh")
    metadata = client.get_model_metadata(model)
    found = [(t.name, t.datatype, list(t.shape)) for t in metadata.outputs]
    wanted = [(t["name"], t["datatype"], t["shape"]) for t in plan["outputs"]]
    check("the metadata list the outputs", found == wanted, found)
    frame = metadata.inputs[0]
    found = (frame.name, frame.datatype, list(frame.shape))
    check("the metadata list the frame", found == ("frame", "UINT16", [-1, -1]), found)


def check_infer(client, plan, pixels, folder):
    model = plan["model"]
    result = client.infer(model, [frame_input(pixels)])
    for output in plan["outputs"]:
        name = output["name"]
        same = np.array_equal(result.as_numpy(name), expected_array(output, folder))
        check(f"infer gives {name} as Encode does", same)
    last = plan["outputs"][-1]["name"]
    result = client.infer(
        model, [frame_input(pixels[np.newaxis])], outputs=[triton.InferRequestedOutput(last)]
    )
    names = [output.name for output in result.get_response().outputs]
    check("infer gives only the output asked for", names == [last], names)
    bytes_of_eight = (pixels >> 8).astype(np.uint8)
    result = client.infer(model, [frame_input(bytes_of_eight, "UINT8")], client_timeout=60)
    check("infer takes UINT8", result.as_numpy(last) is not None)


def check_stream(client, plan, pixels):
    answers = queue.Queue()
    client.start_stream(callback=lambda result, error: answers.put((result, error)))
    last = [triton.InferRequestedOutput(plan["outputs"][-1]["name"])]
    for model, request_id in [(plan["model"], "1"), ("nobody", "2"), (plan["model"], "3")]:
        client.async_stream_infer(model, [frame_input(pixels)], outputs=last, request_id=request_id)
    found = [answers.get(timeout=60) for _ in range(3)]
    client.stop_stream()
    errors = [error and error.message() for _, error in found]
    in_band = errors[0] is None and errors[2] is None and "nobody" in (errors[1] or "")
    check("a stream goes on after a request that fails", in_band, errors)
    ids = [result.get_response().id for result, error in found if error is None]
    check("a stream answers in order", ids == ["1", "3"], ids)


def check_errors(client, plan, pixels):
    model = plan["model"]
    frame = [frame_input(pixels)]
    code, message = failure_of(lambda: client.infer("nobody", frame))
    check("an unknown model is NOT_FOUND", code == "StatusCode.NOT_FOUND", (code, message))
    code, message = failure_of(lambda: client.infer(model, frame, model_version="99"))
    check("an unknown version is NOT_FOUND", code == "StatusCode.NOT_FOUND", (code, message))
    code, message = failure_of(lambda: client.get_model_metadata("nobody"))
    check("so are their metadata", code == "StatusCode.NOT_FOUND", (code, message))
    floats = [frame_input(pixels.astype(np.float32), "FP32")]
    code, message = failure_of(lambda: client.infer(model, floats))
    wrong = code == "StatusCode.INVALID_ARGUMENT" and "found FP32" in message
    check("a wrong datatype is INVALID_ARGUMENT", wrong, (code, message))
    nothing = [triton.InferRequestedOutput("nothing")]
    code, message = failure_of(lambda: client.infer(model, frame, outputs=nothing))
    wrong = code == "StatusCode.INVALID_ARGUMENT" and "'nothing'" in message
    check("an unknown output is INVALID_ARGUMENT", wrong, (code, message))
    code, message = failure_of(lambda: client.get_model_config(model))
    check("what is missing is UNIMPLEMENTED", code == "StatusCode.UNIMPLEMENTED", (code, message))


def check_messages(address, plan):
    """Messages that the library would not write: a wrong size, and typed contents."""
    with grpc.insecure_channel(address) as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        request = service_pb2.ModelInferRequest(model_name=plan["model"])
        tensor = request.inputs.add(name="frame", datatype="UINT8", shape=[2, 3])
        request.raw_input_contents.append(b"12345")
        code, message = failure_of(lambda: stub.ModelInfer(request))
        expected = "expected 6 bytes for UINT8 [2,3], found 5"
        wrong = code == "StatusCode.INVALID_ARGUMENT" and expected in message
        check("a wrong byte count is INVALID_ARGUMENT", wrong, (code, message))
        tensor.contents.uint_contents.extend([0, 50, 100, 150, 200, 250])
        code, message = failure_of(lambda: stub.ModelInfer(request))
        wrong = code == "StatusCode.INVALID_ARGUMENT"
        check("raw beside typed contents is INVALID_ARGUMENT", wrong, (code, message))
        del request.raw_input_contents[:]
        answer = stub.ModelInfer(request)
        count = len(answer.raw_output_contents)
        check("typed contents are taken", count == len(plan["outputs"]), count)


def main():
    path = Path(sys.argv[1])
    plan = json.loads(path.read_text())
    frame = plan["frame"]
    raw = (path.parent / frame["file"]).read_bytes()
    pixels = np.frombuffer(raw, np.uint16).reshape(frame["rows"], frame["columns"])
    with triton.InferenceServerClient(plan["address"]) as client:
        check_metadata(client, plan)
        check_infer(client, plan, pixels, path.parent)
        check_stream(client, plan, pixels)
        check_errors(client, plan, pixels)
    check_messages(plan["address"], plan)


if __name__ == "__main__":
    main()
