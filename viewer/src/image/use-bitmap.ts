// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import { fetchWithKey } from '../access/api-key';

/** An image on its way. */
export type Bitmap =
  | { readonly state: 'absent' | 'loading' | 'unreadable' }
  | { readonly state: 'ready'; readonly element: HTMLImageElement };

/** Loads an image; `absent` as long as there is no address. */
export function useBitmap(url: string | undefined): Bitmap {
  const [bitmap, setBitmap] = useState<Bitmap>({ state: 'absent' });
  useEffect(() => {
    setBitmap({ state: url ? 'loading' : 'absent' });
    if (!url) return undefined;
    const leave = new AbortController();
    const show = (next: Bitmap): void => {
      if (!leave.signal.aborted) setBitmap(next);
    };
    load(url, leave.signal).then(
      (element) => show({ state: 'ready', element }),
      () => show({ state: 'unreadable' }),
    );
    return () => leave.abort();
  }, [url]);
  return bitmap;
}

/** The image at an address; an <img> itself could not send a key. */
async function load(url: string, signal: AbortSignal): Promise<HTMLImageElement> {
  const response = await fetchWithKey(url, { signal });
  if (!response.ok) throw new Error(`image: expected 200, found ${response.status}`);
  const element = new Image();
  element.decoding = 'async';
  element.src = URL.createObjectURL(await response.blob());
  try {
    await element.decode();
  } finally {
    URL.revokeObjectURL(element.src);
  }
  return element;
}
