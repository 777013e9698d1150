// SPDX-License-Identifier: Apache-2.0
import { copyFile, cp, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { command, dockerClient, succeeds } from './command.js';
import { findProgram, installMissing } from './packages.js';

/** The base that deploy/docker/Dockerfile names. */
export const baseImage = 'node:24-slim';

/**
 * Sees to it that the engine has the base image. Where no registry can be reached it is made from
 * Debian's packages and this project's Node, under the same name and with what the official one has
 * that the Dockerfile needs: node, npm, a user 1000.
 */
export async function haveBaseImage(cache: string, say: (line: string) => void): Promise<void> {
  if (await succeeds('docker', ['image', 'inspect', baseImage])) return;
  if (await succeeds('docker', ['pull', '-q', baseImage])) return;
  say(`Making a stand-in for ${baseImage} from Debian's packages (once)…`);
  await installMissing({ mmdebstrap: 'mmdebstrap' }, say);
  const work = await mkdtemp(join(cache, 'base-'));
  try {
    await debianImage(work);
    await copyFile(process.execPath, join(work, 'node'));
    await cp(await npmFolder(), join(work, 'npm'), { recursive: true });
    await copyFile('/etc/ssl/certs/ca-certificates.crt', join(work, 'ca.crt'));
    await writeFile(join(work, '.dockerignore'), 'rootfs.tar\n');
    await writeFile(join(work, 'Dockerfile'), dockerfile);
    await command(dockerClient(), ['build', '-q', '-t', baseImage, work], {
      env: { DOCKER_BUILDKIT: '1' },
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const debianTag = 'asarg-test/debian:slim';

// Certificates of this machine: where connections are looked into, npm has to trust who does it.
const dockerfile = `FROM ${debianTag}
COPY ca.crt /etc/ssl/certs/ca-certificates.crt
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node \\
 && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \\
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx && node -v && npm -v
ENV NODE_VERSION=${process.versions.node} NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
CMD ["node"]
`;

async function debianImage(work: string): Promise<void> {
  const source = await command('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI) $(CODENAME)',
    'Created-By: Packages',
  ]);
  const [mirror, codename] = source.split('\n')[0]!.split(' ');
  const archive = join(work, 'rootfs.tar');
  const excluded = ['man', 'locale', 'doc', 'info'].map(
    (name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`,
  );
  await command('mmdebstrap', [
    '--mode=root',
    '--variant=minbase',
    '--include=ca-certificates,libstdc++6',
    ...excluded,
    '--customize-hook=rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/*',
    codename!,
    archive,
    mirror!,
  ]);
  await command('docker', ['import', '--change', 'CMD ["bash"]', archive, debianTag]);
}

async function npmFolder(): Promise<string> {
  const npm = findProgram('npm');
  if (npm === undefined) throw new Error('expected npm on PATH, found none');
  return dirname(dirname(await realpath(npm)));
}
