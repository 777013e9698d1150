// SPDX-License-Identifier: Apache-2.0
import { createSpecialistClient } from '@asarg/mesh-client';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { phantomFrame } from './phantom-frame.js';
import { run, startSpecialistProcess } from './processes.js';

const python = inject('python');
const client = path.join(import.meta.dirname, 'open_inference_client.py');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'asarg-interop-'));
});
afterAll(() => rm(folder, { recursive: true }));

const datatypes = { float32: 'FP32', float16: 'FP16', uint8: 'UINT8', bit: 'UINT8' } as const;

/** What Encode answers, as the protocol's client has to find it. */
async function writePlan(service: string, address: string): Promise<string> {
  const frame = await phantomFrame();
  const specialist = createSpecialistClient(address);
  const { model, tensors } = await specialist.encode({ frame }, { deadlineMs: 60_000 });
  specialist.close();
  const put = async (name: string, bytes: Uint8Array): Promise<string> => {
    const file = `${service}-${name}.bin`;
    await writeFile(path.join(folder, file), bytes);
    return file;
  };
  const outputs = await Promise.all(
    [...tensors.values()].map(async ({ name, dtype, shape, data }) => ({
      name,
      datatype: datatypes[dtype as keyof typeof datatypes],
      shape: dtype === 'bit' ? [...shape.slice(0, -1), Math.ceil(shape.at(-1)! / 8)] : shape,
      file: await put(name, data),
    })),
  );
  const plan = {
    address,
    model: model.name,
    version: model.version,
    frame: { file: await put('frame', frame.pixels), rows: frame.height, columns: frame.width },
    outputs,
  };
  const file = path.join(folder, `${service}.json`);
  await writeFile(file, JSON.stringify(plan));
  return file;
}

test.skipIf(!python).each(['vision', 'lvm-med', 'cxas'])(
  "Triton's client library talks to %s",
  async (service) => {
    const address = await startSpecialistProcess(service);
    const output = await run(python, [client, await writePlan(service, address)]);
    process.stdout.write(`${service}\n${output}`);
    expect(output.match(/^ok: /gm)!.length).toBeGreaterThan(20);
  },
);
