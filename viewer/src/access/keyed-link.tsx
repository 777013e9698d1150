// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren, TargetedMouseEvent } from 'preact';
import { fetchWithKey, hasKey } from './api-key';

/** A link to an address of the gateway: a link itself could not send this tab's key. */
export function KeyedLink({
  href,
  children,
}: {
  readonly href: string;
  readonly children: ComponentChildren;
}) {
  const follow = (event: TargetedMouseEvent<HTMLAnchorElement>): void => {
    if (!hasKey()) return;
    event.preventDefault();
    // Whatever goes wrong, the browser tells it best.
    blobUrl(href).then(
      (url) => location.assign(url),
      () => location.assign(href),
    );
  };
  return (
    <a href={href} onClick={follow}>
      {children}
    </a>
  );
}

async function blobUrl(href: string): Promise<string> {
  const response = await fetchWithKey(href);
  return URL.createObjectURL(await response.blob());
}
