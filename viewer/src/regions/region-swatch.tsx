// SPDX-License-Identifier: Apache-2.0
import { HATCH_STROKES, HATCH_TILE } from '../image/hatch-pattern';
import type { RegionStyle } from './region-style';

/** A small square filled as the region is on the image. */
export function RegionSwatch({ style }: { readonly style: RegionStyle }) {
  return (
    <svg class="swatch" viewBox={`0 0 ${2 * HATCH_TILE} ${2 * HATCH_TILE}`} aria-hidden="true">
      <rect width="16" height="16" fill="#0b0e11" />
      {[0, HATCH_TILE].flatMap((left) =>
        [0, HATCH_TILE].map((top) => (
          <svg x={left} y={top} width={HATCH_TILE} height={HATCH_TILE} key={`${left} ${top}`}>
            {HATCH_STROKES[style.hatch].map(([x1 = 0, y1 = 0, x2 = 0, y2 = 0]) => (
              <line
                key={`${x1} ${y1} ${x2} ${y2}`}
                x1={x1}
                y1={y1}
                x2={x2}
                y2={y2}
                stroke={style.colour}
                stroke-width="1.8"
              />
            ))}
          </svg>
        )),
      )}
      <rect x="1" y="1" width="14" height="14" fill="none" stroke={style.colour} stroke-width="2" />
    </svg>
  );
}
