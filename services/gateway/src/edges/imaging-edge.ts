// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '@asarg/contracts';
import {
  createImagingWorker,
  encodePng8,
  frameMessage,
  type ImagingWorker,
  type PixelSpacing,
} from '@asarg/imaging';

/** A radiograph that was decoded and made ready for the models. */
export interface DecodedImage {
  /** Columns of the original. */
  readonly width: number;
  /** Rows of the original. */
  readonly height: number;
  readonly source: 'dicom' | 'png' | 'jpeg';
  /** SHA-256 of the canonical pixels, hexadecimal. */
  readonly digest: string;
  readonly view?: string;
  readonly spacing?: PixelSpacing;
  readonly warnings: readonly string[];
  /** What the models see. */
  readonly frame: Frame;
  /** Original pixels per frame pixel, at least 1. */
  readonly scale: number;
  /** Display rendering in full size, an 8-bit grey PNG. */
  render(): Promise<Uint8Array>;
}

/** Decoding, away from the event loop. */
export interface ImagingEdge {
  /** Rejects with ImagingError for a file that is not one grey radiograph. */
  decode(bytes: Uint8Array): Promise<DecodedImage>;
  close(): Promise<void>;
}

/** An imaging worker of its own thread. */
export function createImagingEdge(): ImagingEdge {
  const worker = createImagingWorker();
  void warmUp(worker);
  return {
    async decode(bytes) {
      const { radiograph, frame } = await worker.decode(bytes);
      const { width, height, source, digest, view, spacing, warnings } = radiograph;
      return {
        width,
        height,
        source,
        digest,
        view,
        spacing,
        warnings,
        frame: frameMessage(frame),
        scale: frame.scale,
        render: () => worker.renderDisplay(radiograph),
      };
    },
    close: () => worker.close(),
  };
}

// The thread starts with its first job; that must not be the first report's time.
async function warmUp(worker: ImagingWorker): Promise<void> {
  const png = await encodePng8(new Uint8Array(64), 8, 8);
  await worker.decode(png).catch(() => undefined);
}
