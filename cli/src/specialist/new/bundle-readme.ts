// SPDX-License-Identifier: Apache-2.0
import type { SpecialistManifest } from '@asarg/model-bundle';
import type { ClassRow } from './class-rows.js';
import type { Guess } from './guess.js';

/** What the README of a bundle is made of. */
export interface ReadmeFacts {
  readonly manifest: SpecialistManifest;
  readonly classes: readonly ClassRow[];
  readonly guesses: readonly Guess[];
  readonly steps: boolean;
  /** How the bundle was made, for making it again. */
  readonly commandLine: string;
}

/** What a class of a segmenter serves. */
export function usesOf({ by }: ClassRow): string {
  return by === 'none'
    ? 'not in the catalogue: viewing and grounding (by name) only'
    : 'fusion slots that have it, grounding, viewing';
}

/** README.md of a bundle: what it is, how to serve, check and list it, and what was guessed. */
export function bundleReadme({ manifest, classes, guesses, ...facts }: ReadmeFacts): string {
  const { name, version, description, licence, outputs, labels } = manifest;
  const steps = facts.steps ? ' --steps' : '';
  const sections = [
    `# ${name}\n\n${description}\n\nVersion ${version}, licence of the weights: ${licence}. Research use only, not for diagnosis.`,
    `## Serve it\n\n\`\`\`sh\nnpx asarg specialist serve PATH-TO-THIS-FOLDER${steps} --listen 127.0.0.1:7020\n\`\`\`\n\n` +
      'It runs until Ctrl-C. Add its line to the registry file (`deploy/registry.json` unless the mesh\n' +
      'was told otherwise; it is watched, nothing needs a restart):\n\n' +
      `\`\`\`json\n{ "name": "${name}", "address": "127.0.0.1:7020" }\n\`\`\``,
    '## Check it\n\n' +
      'At start one blank film is encoded: what does not fit the manifest ends it with the reason.\n' +
      '`GET /v1/specialists` of a running mesh lists it as active, with its classes and slots; the\n' +
      'viewer shows its masks beside the report. `npx asarg specialist --help` lists what else there is.',
    `## Outputs\n\n${table(
      ['output', 'form', 'made of', 'meaning'],
      outputs.map((one) => [
        `\`${one.name}\``,
        `${one.dtype} [${one.shape.join(', ')}]`,
        one.from ? `\`${one.from.output}\`, activation ${one.from.activation}` : 'itself',
        one.meaning,
      ]),
    )}`,
    classes.length > 0 && `## Classes\n\n${classTable(classes)}`,
    labels.length > 0 && `## Labels\n\n${labels.map((label) => `- ${label}`).join('\n')}`,
    guesses.length > 0 &&
      `## What was guessed\n\nRun the command below with the option, or edit \`manifest.json\`.\n\n${table(
        ['about', 'taken', 'because', 'to change'],
        guesses.map(({ about, taken, why, change }) => [about, taken, why, `\`${change}\``]),
      )}`,
    `## Made by\n\n\`\`\`sh\n${facts.commandLine}\n\`\`\``,
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

function classTable(classes: readonly ClassRow[]): string {
  return table(
    ['mask', 'given', 'class', 'id', 'provenance', 'serves'],
    classes.map((one, k) => [
      String(k),
      one.given,
      one.row.name,
      String(one.row.id),
      one.row.provenance,
      usesOf(one),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
