// SPDX-License-Identifier: Apache-2.0
import { createLocalSession, type Session } from '@asarg/runtime';
import type { WorkerSetup } from './worker-messages.js';

/**
 * The network of a bundle: its ONNX file, loaded in the calling thread, or the remote model that its
 * manifest names.
 * @throws RuntimeUnavailableError, MeshError, Error naming what does not fit.
 */
export async function openSession(setup: WorkerSetup): Promise<Session> {
  const { manifest, modelPath } = setup;
  if (manifest.remote) {
    // Only here: specialists with weights of their own start without a gRPC client.
    const { createRemoteSession } = await import('./remote-session.js');
    return createRemoteSession(manifest.remote, manifest.outputs);
  }
  if (modelPath === undefined) {
    throw new Error(`${manifest.name}: expected the path of the model's file, found none`);
  }
  return createLocalSession({ ...setup, modelPath });
}
