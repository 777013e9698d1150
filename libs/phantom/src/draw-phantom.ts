// SPDX-License-Identifier: Apache-2.0
import { buildAnatomy } from './anatomy/build-anatomy.js';
import { drawHabitus, type Habitus } from './anatomy/habitus.js';
import { bodyStack } from './anatomy/soft-tissue.js';
import { changesOf, effectsOf } from './findings/acts.js';
import { drawFindings } from './findings/draw-findings.js';
import type { Finding, FindingKind } from './findings/finding.js';
import { labelsOf, type PhantomLabels } from './findings/labels.js';
import { createView } from './geometry/view.js';
import { createRandom, type Random } from './random.js';
import { collimate, drawShutter } from './render/collimate.js';
import { expose, type Exposure } from './render/expose.js';
import { addMarker } from './render/marker.js';
import type { MaskSet } from './render/masks.js';
import { softPerMm } from './render/physics.js';
import { renderChest } from './render/render-chest.js';
import { type PhantomReport, writeReport } from './report/write-report.js';

export interface PhantomOptions {
  /** Any integer; the same seed draws the same phantom. @default 1 */
  readonly seed?: number;
  /** Rows and columns, 64 to 4096. @default 1024 */
  readonly size?: number;
  /** Kinds to draw findings from: one or two in every chest. @default all, and normal chests */
  readonly kinds?: readonly FindingKind[];
  /** Exactly these findings, instead of drawn ones. */
  readonly findings?: readonly Finding[];
}

/** A chest radiograph of nobody, with everything that is known about it. Its masks are exact. */
export interface Phantom {
  readonly seed: number;
  /** Rows and columns. */
  readonly size: number;
  /** MONOCHROME2, 12 significant bits: 0 to 4095. */
  readonly pixels: Uint16Array;
  /** Distance of pixels in the plane through the middle of the chest, mm. */
  readonly mmPerPixel: number;
  readonly projection: 'PA' | 'AP';
  readonly habitus: Habitus;
  /** Bit masks of all classes of the catalogue: the rays that cross each structure. */
  readonly masks: MaskSet;
  readonly findings: readonly Finding[];
  readonly labels: PhantomLabels;
  readonly report: PhantomReport;
}

/** What is in a chest before it is drawn: position, habitus and findings. */
export interface PhantomPlan {
  readonly seed: number;
  readonly habitus: Habitus;
  readonly findings: readonly Finding[];
}

export function planPhantom(options: Omit<PhantomOptions, 'size'> = {}): PhantomPlan {
  const { seed = 1, kinds } = options;
  const random = createRandom(seed);
  const upright = random.fork('position').chance(0.7);
  const erect = upright || (kinds?.includes('pneumoperitoneum') ?? false);
  return {
    seed,
    habitus: drawHabitus(random.fork('habitus'), erect),
    findings: options.findings ?? drawFindings(random.fork('findings'), erect, kinds),
  };
}

/**
 * Draws a frontal chest radiograph from a chest in three dimensions.
 * @throws RangeError for a size out of range.
 */
export function drawPhantom(options: PhantomOptions = {}): Phantom {
  const { size = 1024 } = options;
  const { seed, habitus, findings } = planPhantom(options);
  const random = createRandom(seed);
  const view = drawView(random.fork('view'), habitus, size);
  const changes = changesOf(random.fork('findings'), findings);
  const anatomy = buildAnatomy(random.fork('anatomy'), habitus, changes);
  const effects = effectsOf(random.fork('findings'), findings, anatomy);
  const { attenuation, masks } = renderChest(random.fork('render'), view, anatomy, effects);
  addMarker(random.fork('marker'), attenuation, size);
  const depthMm = 2 * bodyStack(anatomy.thorax, habitus).section(150).halfDepth;
  const exposure = drawExposure(random.fork('exposure'), habitus, depthMm);
  const pixels = expose(random.fork('noise'), attenuation, size, view.mmPerPixel, exposure);
  collimate(pixels, masks, drawShutter(random.fork('shutter'), size));
  return {
    seed,
    size,
    pixels,
    mmPerPixel: view.mmPerPixel,
    projection: view.direction,
    habitus,
    masks,
    findings,
    labels: labelsOf(findings),
    report: writeReport(random.fork('report'), findings, view.direction),
  };
}

function drawView(random: Random, habitus: Habitus, size: number) {
  const loose = habitus.erect ? 1 : 1.8;
  return createView({
    direction: habitus.erect ? 'PA' : 'AP',
    sourceMm: habitus.erect ? random.between(1650, 1800) : random.between(900, 1050),
    turn: random.normal() * 0.025 * loose,
    angle: random.normal() * 0.03 * loose + (habitus.erect ? 0 : 0.05),
    roll: random.normal() * 0.014 * loose,
    centre: [random.between(-8, 8), random.between(108, 126)],
    fieldMm: random.between(372, 412) * (0.5 + 0.5 * habitus.build),
    size,
  });
}

/** An automatic exposure: set by the thickness of the patient, not by the disease in it. */
function drawExposure(random: Random, habitus: Habitus, depthMm: number): Exposure {
  const breasts = habitus.sex === 'female' ? 0.14 : 0;
  const centre = (softPerMm * depthMm - 3.9) * 0.8 + breasts + random.between(-0.16, 0.16);
  return {
    scatter: habitus.erect ? random.between(0.34, 0.5) : random.between(0.45, 0.7),
    noise: random.between(0.0045, 0.0085),
    black: 0.93 + centre,
    white: 3.95 + centre + random.between(-0.12, 0.3),
    contrast: random.between(2.8, 3.8),
    sharpen: random.between(0.4, 0.95),
    blurMm: random.between(0.18, 0.36),
  };
}
