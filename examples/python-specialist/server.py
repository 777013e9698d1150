# SPDX-License-Identifier: Apache-2.0
"""A specialist in Python: lung fields by thresholding, served by the contract of the mesh.

    python server.py        # listens on ASARG_LISTEN, 127.0.0.1:7020 if not set

It is no trained model: see lungs.py for what it computes and README.md for what that is worth.
"""

import asyncio
import hashlib
import os
import signal
import time
from pathlib import Path

import grpc
import numpy as np
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from contract import specialist_grpc, specialist_pb, tensor_pb
from lungs import SIDE, lung_fields
from wire import Refused, read_frame, statistic, tensor_messages

SERVICE = "asarg.specialist.v1.SpecialistService"
QUEUE = 32  # calls that may wait for the one that runs
DRAIN_S = 10
# CXAS ids; left and right are the patient's.
CLASSES = ((135, "right lung"), (136, "left lung"))


def describe():
    # The algorithm is the model, so its source is what the digest is of.
    digest = hashlib.sha256(Path(__file__).with_name("lungs.py").read_bytes()).hexdigest()
    segmentation = specialist_pb.FEATURE_KIND_SEGMENTATION
    output = specialist_pb.Output
    return specialist_pb.DescribeResponse(
        model=specialist_pb.ModelIdentity(
            name="threshold-lungs", version="1.0.0", digest=digest, licence="Apache-2.0"
        ),
        kind=segmentation,
        outputs=[
            output(name="masks", kind=segmentation, data_type=tensor_pb.DATA_TYPE_BIT,
                   shape=[len(CLASSES), SIDE, SIDE], meaning="Dark regions taken for the lungs."),
            output(name="coverage", kind=segmentation, data_type=tensor_pb.DATA_TYPE_FLOAT32,
                   shape=[len(CLASSES)], meaning="Part of the frame that each mask covers."),
        ],
        classes=[
            specialist_pb.SegmentationClass(
                id=id, name=name, superclass="lungs", provenance=specialist_pb.PROVENANCE_WEAK
            )
            for id, name in CLASSES
        ],
        input=specialist_pb.InputNeed(
            pixel_profile="block-mean@1", width=SIDE, height=SIDE, views=["frontal"]
        ),
        execution_provider="cpu",
    )


class Specialist(specialist_grpc.SpecialistServiceServicer):
    def __init__(self):
        self.description = describe()
        self.turn = asyncio.Lock()
        self.waiting = 0
        self.in_flight = 0
        self.draining = False

    async def Describe(self, request, context):
        return self.description

    async def Encode(self, request, context):
        if self.draining:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "draining: no new calls")
        if self.waiting >= QUEUE:
            await context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "the queue is full")
        self.in_flight += 1
        try:
            async for message in self.encode(request):
                yield message
        except Refused as refusal:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(refusal))
        finally:
            self.in_flight -= 1

    async def encode(self, request):
        known = [output.name for output in self.description.outputs]
        unknown = [name for name in request.outputs if name not in known]
        if unknown:
            raise Refused(f"expected outputs of {known}, found '{unknown[0][:64]}'")
        arrived = time.monotonic()
        self.waiting += 1
        try:
            # A call that is cancelled or late while it waits is cancelled here and never runs.
            await self.turn.acquire()
        finally:
            self.waiting -= 1
        try:
            started = time.monotonic()
            # In a thread of its own: health is answered while it computes.
            pixels = await asyncio.to_thread(read_frame, request)
            prepared = time.monotonic()
            masks = await asyncio.to_thread(lung_fields, pixels)
            ran = time.monotonic()
        finally:
            self.turn.release()
        for message in self.messages(masks, pixels.shape, request.outputs or known):
            yield message
        yield specialist_pb.EncodeResponse(timing=specialist_pb.EncodeTiming(
            queue_ms=1000 * (started - arrived), preprocess_ms=1000 * (prepared - started),
            run_ms=1000 * (ran - prepared), postprocess_ms=1000 * (time.monotonic() - ran),
        ))

    async def drain(self, seconds):
        """Turns new calls away and waits for those in flight: the server itself would cut off
        calls that it has received and not yet begun."""
        self.draining = True
        until = time.monotonic() + seconds
        while self.in_flight > 0 and time.monotonic() < until:
            await asyncio.sleep(0.02)

    def messages(self, masks, frame_shape, wanted):
        model, profile = self.description.model, self.description.input.pixel_profile
        info = specialist_pb.EncodeInfo(model=model, pixel_profile=profile)
        yield specialist_pb.EncodeResponse(info=info)
        if "masks" in wanted:
            height, width = frame_shape
            affine = tensor_pb.Affine(xx=width / SIDE, yy=height / SIDE)
            packed = np.packbits(masks, axis=-1, bitorder="little")
            yield from tensor_messages("masks", packed, tensor_pb.DATA_TYPE_BIT, masks.shape, affine)
        if "coverage" in wanted:
            coverage = masks.mean(axis=(1, 2)).astype("<f4")
            shape = coverage.shape
            yield from tensor_messages("coverage", coverage, tensor_pb.DATA_TYPE_FLOAT32, shape)
        statistics = [statistic(id, mask) for (id, _), mask in zip(CLASSES, masks)]
        yield specialist_pb.EncodeResponse(
            statistics=specialist_pb.ClassStatistics(classes=statistics)
        )


async def main():
    server = grpc.aio.server(options=[("grpc.max_receive_message_length", 8 * 1024 * 1024)])
    specialist = Specialist()
    specialist_grpc.add_SpecialistServiceServicer_to_server(specialist, server)
    status = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(status, server)
    listen = os.environ.get("ASARG_LISTEN", "127.0.0.1:7020")
    server.add_insecure_port(listen)
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await server.start()
    for name in ("", SERVICE):
        await status.set(name, health_pb2.HealthCheckResponse.SERVING)
    print(f"serving on {listen}", flush=True)

    await stopping.wait()
    await status.enter_graceful_shutdown()
    await specialist.drain(DRAIN_S)
    await server.stop(1)


if __name__ == "__main__":
    asyncio.run(main())
