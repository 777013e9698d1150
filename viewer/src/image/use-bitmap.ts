// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';

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
    let wanted = true;
    const element = new Image();
    element.decoding = 'async';
    element.src = url;
    element
      .decode()
      .then(() => wanted && setBitmap({ state: 'ready', element }))
      .catch(() => wanted && setBitmap({ state: 'unreadable' }));
    return () => {
      wanted = false;
    };
  }, [url]);
  return bitmap;
}
