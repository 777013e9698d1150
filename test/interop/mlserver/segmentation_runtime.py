# SPDX-License-Identifier: Apache-2.0
"""MLServer's side of the segmentation model."""

from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse

from segmentation_model import segment


class SegmentationRuntime(MLModel):
    """Takes `image` [1, 1, rows, columns], gives `probabilities` and `masks` with a batch of 1."""

    async def load(self) -> bool:
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        image = NumpyCodec.decode_input(payload.inputs[0])
        probabilities, masks = segment(image[0, 0])
        return InferenceResponse(
            model_name=self.name,
            model_version=self.version,
            outputs=[
                NumpyCodec.encode_output("probabilities", probabilities[None]),
                NumpyCodec.encode_output("masks", masks[None]),
            ],
        )
