// SPDX-License-Identifier: Apache-2.0

/** One name of a certificate's subject alternative names, as Node writes them. */
interface AlternativeName {
  readonly kind: string;
  readonly value: string;
}

/**
 * Who the owner of a certificate is, from its subject alternative names: the URI
 * (`spiffe://domain/path`), else the first DNS name, else undefined. A certificate with several
 * URIs has no identity, as in SPIFFE: which of them counted would be anyone's choice.
 * @param names Node's `subjectaltname`: `URI:spiffe://mesh/cxas, DNS:cxas, IP Address:10.0.0.1`.
 */
export function identityOfNames(names: string | undefined): string | undefined {
  const parsed = parseNames(names ?? '');
  const uris = parsed.filter(({ kind }) => kind === 'URI');
  if (uris.length > 0) {
    return uris.length === 1 ? uris[0]!.value : undefined;
  }
  // A DNS name that looks like a URI must not pass for one.
  return parsed.find(({ kind, value }) => kind === 'DNS' && /^[\w.*-]+$/.test(value))?.value;
}

/** Nothing at all if a part is not understood: half a list could be the wrong half. */
function parseNames(text: string): readonly AlternativeName[] {
  // A value with a comma, quote or control character is a JSON string: no name can pass for two.
  const name = /([A-Za-z][A-Za-z0-9 ]*):("(?:[^"\\]|\\.)*"|[^",]*)(, |$)/y;
  const names: AlternativeName[] = [];
  while (name.lastIndex < text.length) {
    const match = name.exec(text);
    if (match === null) {
      return [];
    }
    const [, kind, value] = match as unknown as [string, string, string];
    const plain = value.startsWith('"') ? unquote(value) : value;
    if (plain === undefined) {
      return [];
    }
    names.push({ kind, value: plain });
  }
  return names;
}

function unquote(value: string): string | undefined {
  try {
    return JSON.parse(value) as string;
  } catch {
    return undefined;
  }
}
