// SPDX-License-Identifier: Apache-2.0
import { DataType, Encoding, type EncodeRequest, type Frame } from '@asarg/contracts';
import { constants, zstdCompressSync } from 'node:zlib';
import { largestFrame, leastFrame, wideFrame } from '../case-frames.js';
import { compareResults } from '../compare-results.js';
import { frameOf, goldenFrame } from '../golden-phantom.js';
import { fail, pass, type CaseOutcome, type ConformanceCase } from '../kit/conformance-case.js';
import type { Session } from '../kit/session.js';
import { assemble } from '../wire/stream-trace.js';

const good: readonly string[] = ['encode.completes'];

/** Which frames are taken, and that all others are refused. */
export const inputCases: readonly ConformanceCase[] = [
  accepted('frame.uint16', 'A frame of 16-bit pixels is encoded.', wideFrame),
  accepted('frame.largest', 'A frame of 1440 x 1440 pixels of 16 bits is encoded.', largestFrame),
  accepted('frame.least', 'A frame of one pixel is encoded.', leastFrame),
  {
    id: 'frame.zstd',
    group: 'input',
    expected: 'A frame that came compressed gives the result of the same frame raw.',
    needs: ['encode.deterministic'],
    async run({ start, tensors }) {
      const { code, details, messages } = await start({ frame: compressed(goldenFrame()) }).ended;
      if (code !== 'OK') {
        return fail(`${code}: ${details}`);
      }
      const comparison = compareResults(await tensors(), assemble(messages));
      return comparison.$case === 'different' ? fail(comparison.fault) : pass();
    },
  },
  refused('frame.absent', 'a request without a frame', () => ({ frame: undefined })),
  refused('frame.empty', 'a frame without pixels', () => changed({ pixels: new Uint8Array() })),
  refused('frame.zero-width', 'a frame of width 0', () => changed({ width: 0 })),
  refused('frame.zero-height', 'a frame of height 0', () => changed({ height: 0 })),
  refused('frame.too-wide', 'a frame of 1441 columns, its pixels all there', () => ({
    frame: frameOf(1441, 8, new Uint8Array(1441 * 8)),
  })),
  refused('frame.too-high', 'a frame of 1441 rows, its pixels all there', () => ({
    frame: frameOf(8, 1441, new Uint8Array(8 * 1441)),
  })),
  refused('frame.digest', 'a frame whose digest is of other pixels', () =>
    changed({ digest: '0'.repeat(64) }),
  ),
  refused('frame.no-digest', 'a frame without a digest', () => changed({ digest: '' })),
  refused('frame.too-few-bytes', 'a frame with a row of pixels missing', () => {
    const { width, pixels } = goldenFrame();
    const { digest } = frameOf(1, 1, pixels.subarray(width));
    return changed({ pixels: pixels.subarray(width), digest });
  }),
  refused('frame.too-many-bytes', 'a frame with a row of pixels too many', () => {
    const { width, height, pixels, digest } = goldenFrame();
    return { frame: { ...goldenFrame(), width, height: height - 1, pixels, digest } };
  }),
  refused('frame.data-type', 'a frame of a data type that no frame has (FLOAT32)', () =>
    changed({ dataType: DataType.FLOAT32 }),
  ),
  refused('frame.unknown-data-type', 'a frame of an unknown data type (99)', () =>
    changed({ dataType: 99 as DataType }),
  ),
  refused('frame.unknown-encoding', 'a frame of an unknown encoding (99)', () =>
    changed({ encoding: 99 as Encoding }),
  ),
  refused('frame.truncated-zstd', 'a Zstandard frame cut off in the middle', () => {
    const frame = compressed(goldenFrame());
    return { frame: { ...frame, pixels: frame.pixels.subarray(0, frame.pixels.length >> 1) } };
  }),
  refused('frame.oversized-zstd', 'a Zstandard frame of 32 MiB for 192 x 192 pixels', () => {
    const { digest } = goldenFrame();
    const pixels = new Uint8Array(zstdCompressSync(new Uint8Array(32 * 1024 * 1024)));
    return changed({ pixels, digest, encoding: Encoding.ZSTD });
  }),
  refused('frame.unknown-output', 'the name of an output that there is not', () => ({
    outputs: ['no-such-output'],
  })),
];

function changed(change: Partial<Frame>): Partial<EncodeRequest> {
  return { frame: { ...goldenFrame(), ...change } };
}

function compressed(frame: Frame): Frame {
  const params = { [constants.ZSTD_c_compressionLevel]: 1 };
  const pixels = new Uint8Array(zstdCompressSync(frame.pixels, { params }));
  return { ...frame, encoding: Encoding.ZSTD, pixels };
}

function accepted(id: string, expected: string, frame: () => Frame): ConformanceCase {
  return {
    id,
    group: 'input',
    expected,
    needs: good,
    async run(session) {
      const { outputs } = await session.quickRequest();
      const { code, details } = await session.start({ frame: frame(), outputs }).ended;
      return code === 'OK' ? pass() : fail(`${code}: ${details}`);
    },
  };
}

function refused(id: string, what: string, request: () => Partial<EncodeRequest>): ConformanceCase {
  return {
    id,
    group: 'input',
    expected: `INVALID_ARGUMENT, saying what was found, for ${what}; the next call works.`,
    needs: good,
    run: async (session) => refusal(session, request()),
  };
}

async function refusal(session: Session, request: Partial<EncodeRequest>): Promise<CaseOutcome> {
  const { code, details } = await session.start(request).ended;
  if (code !== 'INVALID_ARGUMENT') {
    return fail(code === 'OK' ? code : `${code}: ${details.slice(0, 200)}`);
  }
  if (details.trim() === '') {
    return fail('INVALID_ARGUMENT without details');
  }
  const next = await session.start(await session.quickRequest()).ended;
  return next.code === 'OK'
    ? pass(details.slice(0, 200))
    : fail(`INVALID_ARGUMENT, but then ${next.code} for a good frame: ${next.details}`);
}
