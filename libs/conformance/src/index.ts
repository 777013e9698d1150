// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a specialist keeps the contract: a cheap probe before it is let into a mesh, and a kit
 * that looks at a server from outside, in whatever language it is written.
 *
 * ```ts
 * import { conform, faultOfDescription, probeSpecialist } from '@asarg/conformance';
 *
 * const description = await client.describe();
 * const { passed, fault, fingerprint } = await probeSpecialist(client, description);
 *
 * for await (const event of conform('127.0.0.1:7020')) {
 *   if (event.$case === 'result') process.stdout.write(`${event.value.id} ${event.value.result}\n`);
 *   if (event.$case === 'report') process.exitCode = event.value.passed ? 0 : 1;
 * }
 * ```
 */
export { faultOfDescription } from './fault-of-description.js';

export { probeSpecialist } from './probe/probe-specialist.js';
export type { ProbeOptions } from './probe/probe-specialist.js';
export type { ProbeCheck, ProbeCheckId, ProbeResult } from './probe/probe-check.js';
export { compareFingerprints, fingerprintOf } from './fingerprint.js';
export type { FingerprintComparison, OutputFingerprint } from './fingerprint.js';
export { goldenDigest, goldenFrame } from './golden-phantom.js';

export { conform, conformanceReport } from './kit/conform.js';
export type { ConformOptions } from './kit/conform.js';
export type { CaseResult, ConformanceEvent, ConformanceReport } from './kit/case-result.js';
export { conformanceCases } from './kit/conformance-cases.js';
export type { CaseGroup } from './kit/conformance-case.js';
export { junitOf } from './junit-of.js';
