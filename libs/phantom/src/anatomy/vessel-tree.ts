// SPDX-License-Identifier: Apache-2.0
import { insideEllipsoid } from '../geometry/ellipsoid.js';
import { type Tube, tube } from '../geometry/tube.js';
import { blend, distance, type Vec3 } from '../geometry/vector.js';
import type { Random } from '../random.js';
import type { Heart } from './heart.js';
import { type Side, signOf } from './side.js';
import { cavitySide, type Thorax } from './thorax.js';

interface Node {
  readonly at: Vec3;
  readonly parent: Node | undefined;
  readonly children: Node[];
  /** Way from the root, mm. */
  readonly way: number;
  leaves: number;
}

export interface TreeOptions {
  /** Twigs to grow. */
  readonly twigs: number;
  /** Radius of a twig, mm. */
  readonly twigMm: number;
  /** Where the tree begins and the way its stem takes. */
  readonly stem: readonly Vec3[];
  /** Pull of the root against the nearest branch: higher makes longer, straighter branches. */
  readonly straight: number;
}

const stepMm = 11;
/** Radii add up by this power at a fork (Murray's law has 3; lungs are a little less). */
const forkPower = 2.7;

/**
 * Grows a tree of vessels into one lung: every twig ends at a random place and joins the branch
 * that makes its way to the heart short. Calibres follow from the number of twigs beyond.
 */
export function growTree(
  seeds: Random,
  thorax: Thorax,
  heart: Heart,
  side: Side,
  options: TreeOptions,
): Tube[] {
  const nodes: Node[] = [];
  const grow = (parent: Node | undefined, at: Vec3): Node => {
    const node: Node = {
      at,
      parent,
      children: [],
      way: parent ? parent.way + distance(parent.at, at) : 0,
      leaves: 0,
    };
    parent?.children.push(node);
    nodes.push(node);
    return node;
  };
  let tip: Node | undefined;
  for (const at of options.stem) tip = grow(tip, at);
  for (let i = 0; i < options.twigs; i++) {
    const random = seeds.fork(`${i}`);
    const target = placeInLung(random, thorax, heart, side);
    let best = nodes[0]!;
    let cost = Infinity;
    for (const node of nodes) {
      const back = options.straight * node.way;
      if (back >= cost) continue;
      const next = distance(node.at, target) + back;
      if (next >= cost) continue;
      best = node;
      cost = next;
    }
    const far = distance(best.at, target);
    const steps = Math.max(1, Math.round(far / stepMm));
    const from = best.at;
    // Branches bow, first along their parent and then to the target.
    const along: Vec3 = best.parent
      ? [from[0] - best.parent.at[0], from[1] - best.parent.at[1], from[2] - best.parent.at[2]]
      : [0, 0, 0];
    const stretch = far / Math.max(1, Math.sqrt(along[0] ** 2 + along[1] ** 2 + along[2] ** 2)) / 3;
    const pull: Vec3 = [
      from[0] + along[0] * stretch,
      from[1] + along[1] * stretch,
      from[2] + along[2] * stretch,
    ];
    let node = best;
    for (let k = 1; k <= steps; k++) {
      const t = k / steps;
      const straight = blend(from, target, t);
      const bowed = blend(blend(from, pull, t), straight, t);
      const jitter = k < steps ? 0.9 : 0;
      node = grow(node, [
        bowed[0] + random.between(-jitter, jitter),
        bowed[1] + random.between(-jitter, jitter),
        bowed[2],
      ]);
    }
    for (let up: Node | undefined = node; up; up = up.parent) up.leaves++;
  }
  return tubesOf(nodes, options.twigMm);
}

function placeInLung(random: Random, thorax: Thorax, heart: Heart, side: Side): Vec3 {
  for (let tries = 0; ; tries++) {
    const y = random.between(2, 262);
    const wall = thorax.halfWidth(y);
    const point: Vec3 = [
      signOf(side) * random.between(12, wall - 3),
      y,
      thorax.centreZ(y) + random.between(-1, 1) * (thorax.halfDepth(y) - 4),
    ];
    if (tries > 200) return [signOf(side) * 80, 120, 20];
    if (cavitySide(thorax, point) === side && !insideEllipsoid(heart.sac, point)) return point;
  }
}

/** One tube for each unbranched run of nodes. */
function tubesOf(nodes: readonly Node[], twigMm: number): Tube[] {
  const radius = (node: Node): number => twigMm * Math.max(1, node.leaves) ** (1 / forkPower);
  const tubes: Tube[] = [];
  for (const node of nodes) {
    const { parent } = node;
    if (!parent || (parent.children.length === 1 && parent.parent)) continue;
    const run: Node[] = [parent, node];
    for (let at = node; at.children.length === 1;) {
      at = at.children[0]!;
      run.push(at);
    }
    const knots = run.map((at, i) => {
      const thin = at.children.length === 0 ? 0.7 : 1;
      return [
        ...at.at,
        (i === 0 ? Math.min(radius(at), radius(node) * 1.12) : radius(at)) * thin,
      ] as const;
    });
    tubes.push(tube(knots, { stepsPerKnot: 2 }));
  }
  return tubes;
}
