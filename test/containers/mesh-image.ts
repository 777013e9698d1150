// SPDX-License-Identifier: Apache-2.0
import path from 'node:path';
import { command, dockerClient } from './command.js';
import { label } from './leftovers.js';

/** The image under test. */
export const meshImage = 'asarg-mesh:test';

/** The repository's root folder. */
export const root = path.resolve(import.meta.dirname, '../..');

/** Builds the image as its Dockerfile says; layers that did not change are kept. */
export async function buildMeshImage(): Promise<void> {
  await command(
    dockerClient(),
    [
      'build',
      '-q',
      '-t',
      meshImage,
      '-f',
      'deploy/docker/Dockerfile',
      '--label',
      `${label}=image`,
      '--build-arg',
      'REVISION=test',
      '.',
    ],
    { cwd: root, env: { DOCKER_BUILDKIT: '1' } },
  );
}
