// SPDX-License-Identifier: Apache-2.0
import type { Shape } from '../anatomy/part.js';
import { traceDome } from './dome.js';
import { traceEllipsoid } from './ellipsoid.js';
import { tracePlate } from './plate.js';
import type { Slab } from './slab.js';
import { traceStack } from './stack.js';
import { traceTube } from './tube.js';
import type { View } from './view.js';

/** The depths at which every ray enters and leaves a shape. */
export function traceShape(view: View, shape: Shape): Slab {
  switch (shape.kind) {
    case 'ellipsoid':
      return traceEllipsoid(view, shape);
    case 'tube':
      return traceTube(view, shape);
    case 'plate':
      return tracePlate(view, shape);
    case 'stack':
      return traceStack(view, shape);
    case 'dome':
      return traceDome(view, shape);
  }
}
