// SPDX-License-Identifier: Apache-2.0
import type { BundleOutput, RemoteModel } from '@asarg/model-bundle';
import { createOpenInferenceSession, type RemoteTensor } from '@asarg/open-inference';
import type { NamedArray, Session } from '@asarg/runtime';
import { remoteInput } from './remote-input.js';

/**
 * A session on the model of another server that stands in for a network of the bundle: takes the
 * same float32 [1, channels, height, width] under the name of the remote input, and gives outputs
 * with a leading dimension of 1 where the remote model has none.
 * @param outputs what the bundle's manifest says of the outputs.
 * @throws MeshError if the model is missing or not ready, Error if its input is another.
 */
export async function createRemoteSession(
  remote: RemoteModel,
  outputs: readonly BundleOutput[],
): Promise<Session> {
  const { address, model, version, input } = remote;
  const sources = [...new Set(outputs.map(({ name, from }) => from?.output ?? name))];
  const session = await createOpenInferenceSession({
    address,
    model,
    ...(version !== undefined && { version }),
    undescribed: { inputs: [input.name], outputs: sources },
  });
  const found = session.described?.inputs.get(input.name);
  if (found && !takes(found, input)) {
    await session.close();
    throw new Error(
      `${address}: expected input '${input.name}' of model '${model}' to be ${input.datatype} of ` +
        `layout ${input.layout}, found ${found.datatype} [${found.shape}]`,
    );
  }
  return {
    inputs: session.inputs,
    outputs: session.outputs,
    async run(feeds, fetches, options) {
      const own = Object.fromEntries(
        Object.entries(feeds).map(([name, array]) => [
          name,
          name === input.name ? remoteInput(array, input) : array,
        ]),
      );
      const arrays = await session.run(own, fetches, options);
      return Object.fromEntries(
        Object.entries(arrays).map(([name, array]) => {
          const output = outputs.find((each) => (each.from?.output ?? each.name) === name);
          return [name, batched(array, output && isBare(array, output))];
        }),
      );
    },
    close: () => session.close(),
  };
}

const ranks = { NCHW: 4, NHWC: 4, HW: 2 } as const;

function takes({ datatype, shape }: RemoteTensor, input: RemoteModel['input']): boolean {
  const channelAxis = { NCHW: 1, NHWC: 3, HW: undefined }[input.layout];
  const channels = channelAxis === undefined ? input.channels : shape[channelAxis];
  return (
    datatype === input.datatype &&
    shape.length === ranks[input.layout] &&
    (channels === -1 || channels === input.channels)
  );
}

const ranksOfFeatures: Readonly<Record<BundleOutput['feature'], number>> = {
  SEGMENTATION: 3,
  ACTIVATION_MAPS: 3,
  PATCH_TOKENS: 2,
  LATENT_VECTOR: 1,
  FINDING_TAGS: 1,
  VIEW_SCORES: 1,
};

/** Whether an array has no dimension of the batch, going by what the bundle makes of it. */
function isBare({ shape }: NamedArray, { from, feature, shape: own }: BundleOutput): boolean {
  return from ? shape.length === ranksOfFeatures[feature] : String(shape) === String(own);
}

/** With a memory of its own, as it is going to another thread, and the dimension of the batch. */
function batched(array: NamedArray, bare = false): NamedArray {
  return { ...array, shape: bare ? [1, ...array.shape] : array.shape, data: array.data.slice() };
}
