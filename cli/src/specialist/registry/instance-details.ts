// SPDX-License-Identifier: Apache-2.0
import type { ProbeResult, ShadowComparison } from '@asarg/contracts';
import { formatDuration } from '../../duration.js';
import type { Terminal } from '../../terminal.js';
import { printable, wrap, wrapItems } from '../../text-layout.js';
import type { InstanceJson } from './registry-json.js';

/** Lines about an instance's model, its probe and how it compares with the active version. */
export function instanceDetails(
  { model, probe, shadow }: InstanceJson,
  terminal: Terminal,
  width: number,
): string[] {
  const separator = ` ${terminal.glyphs.dot} `;
  const about =
    model === null
      ? []
      : [
          `${model.name} ${model.version}`,
          model.pixelProfile,
          model.executionProvider,
          model.licence,
        ];
  return [
    ...wrapItems(about.filter(Boolean).map(printable), separator, width),
    ...(probe === null ? [] : probeLines(probe)).flatMap((line) => wrap(printable(line), width)),
    ...(shadow === null ? [] : shadowItems(shadow)).flatMap((items) =>
      wrapItems(items.map(printable), separator, width),
    ),
  ];
}

function probeLines({ passed, checks, latencyMs }: ProbeResult): string[] {
  if (!passed) {
    const failed = checks.filter((check) => !check.passed);
    return failed.map(({ name, detail }) => `probe failed at ${name}: ${detail}`);
  }
  const names = checks.map(({ name }) => name).join(', ');
  return [`probe passed in ${formatDuration(latencyMs)}${names && `: ${names}`}`];
}

function shadowItems(shadow: ShadowComparison): string[][] {
  const { reports, failures, classes, outputs, textDifference, findingDifferences } = shadow;
  const worst = classes.toSorted((a, b) => a.dice - b.dice)[0];
  const percent = (100 * textDifference).toFixed(1);
  return [
    [
      `compared over ${reports} reports`,
      `failed in ${failures}`,
      `words that differ ${percent} %`,
      `findings differ in ${findingDifferences}`,
    ],
    [
      ...(worst === undefined
        ? []
        : [
            `least Dice ${worst.dice.toFixed(3)} (class ${worst.classId}, ${classes.length} compared)`,
          ]),
      ...outputs.map(({ output, cosine }) => `${output} cosine ${cosine.toFixed(3)}`),
    ],
    shadow.waitsFor === '' ? [] : [`promotion waits for ${shadow.waitsFor}`],
  ];
}
