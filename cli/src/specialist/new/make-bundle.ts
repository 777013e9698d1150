// SPDX-License-Identifier: Apache-2.0
import { specialistManifestSchema, type SpecialistManifest } from '@asarg/model-bundle';
import { openNetwork } from '@asarg/runtime';
import { existsSync } from 'node:fs';
import { bundleReadme } from './bundle-readme.js';
import type { NewCommand } from './new-command.js';
import { planBundle, type BundlePlan } from './plan-bundle.js';
import { probeNetwork, type Probe } from './probe-network.js';
import { describeValue, readInput, type InputPlan } from './read-input.js';
import { renderSummary } from './render-summary.js';
import { stepsTemplate } from './steps-template.js';
import { tryBundle } from './try-bundle.js';
import { checkFree, stageBundle } from './write-bundle.js';

interface LookedAt {
  readonly input: InputPlan;
  readonly probe: Probe;
  readonly plan: BundlePlan;
  /** Inputs and outputs as the file has them. */
  readonly interface: string;
}

/**
 * Makes a bundle of a network. @returns what to say about it.
 * @param commandLine for the bundle's README
 * @throws Error saying what was expected and found; then nothing is written.
 */
export async function makeBundle(command: NewCommand, commandLine: string): Promise<string> {
  checkFree(command.folder);
  if (!existsSync(command.onnx)) {
    throw new Error(`--onnx: expected an ONNX file, found nothing at ${command.onnx}`);
  }
  const looked = await lookAt(command);
  const staging = await stageBundle(command.folder, command.onnx);
  try {
    const manifest = manifestOf(command, looked, staging.sha256);
    const { classes, guesses } = looked.plan;
    const { steps } = command;
    await staging.write('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
    const facts = { manifest, classes, guesses, steps, commandLine };
    await staging.write('README.md', bundleReadme(facts));
    if (steps) await staging.write('steps.ts', stepsTemplate);
    const trial = await tryBundle(staging.folder, looked.probe.frame, steps).catch(withHint);
    await staging.finish();
    const { modelBytes } = staging;
    return renderSummary({ ...facts, command, trial, modelBytes, graph: looked.interface });
  } finally {
    await staging.discard();
  }
}

async function lookAt(command: NewCommand): Promise<LookedAt> {
  const network = await openNetwork({ modelPath: command.onnx });
  try {
    const input = readInput(network.inputs, command);
    const probe = await probeNetwork(network, input);
    const plan = planBundle(input, probe, command);
    const outputs = network.outputs.map(describeValue).join(', ');
    const described = `${network.inputs.map(describeValue).join(', ')} -> ${outputs}`;
    return { input, probe, plan, interface: described };
  } finally {
    await network.session.close();
  }
}

function manifestOf(
  command: NewCommand,
  { input, probe, plan }: LookedAt,
  sha256: string,
): SpecialistManifest {
  const { name, licence, description = `A ${plan.kind} made of an ONNX network.` } = command;
  const { feature, outputs, catalogue, labels } = plan.manifest;
  return specialistManifestSchema.parse({
    schema: 'asarg.specialist-bundle/1',
    name,
    version: '0.1.0',
    licence,
    description,
    feature,
    pixelProfile: input.pixelProfile,
    model: { file: 'model.onnx', sha256 },
    input: input.name,
    outputs,
    catalogue,
    labels,
    expectedP95Ms: Math.ceil(probe.runMs),
  });
}

/** The copy lies alone: weights beside the file given are not with it. */
function withHint(cause: unknown): never {
  const message = (cause as Error).message;
  if (!/external/i.test(message)) throw cause;
  throw new Error(
    'expected a network in one file, found one with weights in another beside it; save it whole: ' +
      'onnx.save_model(onnx.load(FILE), ONE_FILE, save_as_external_data=False)',
    { cause },
  );
}
