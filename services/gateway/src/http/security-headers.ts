// SPDX-License-Identifier: Apache-2.0
import type { NextFunction, Request, Response } from 'express';

const shared = "default-src 'none'; connect-src 'self'; script-src 'self'; font-src 'self'; ";
const closed = "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const viewerPolicy = `${shared}style-src 'self'; img-src 'self' blob: data:; worker-src 'self' blob:; manifest-src 'self'${closed}`;
// swagger-ui writes <style> elements and uses data: images.
const docsPolicy = `${shared}style-src 'self' 'unsafe-inline'; img-src 'self' data:${closed}`;

const headers: Readonly<Record<string, string>> = {
  // Research use only, machine-readable, on every answer.
  'X-Intended-Use': 'research-only',
  // Masks and images must never be taken for scripts.
  'X-Content-Type-Options': 'nosniff',
  // Report ids must not leak to other sites.
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  // Other sites must not embed images of patients.
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
};

/** Sets the headers that every answer carries. */
export function securityHeaders(request: Request, response: Response, next: NextFunction): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const isDocs = request.path === '/docs' || request.path.startsWith('/docs/');
  response.setHeader('Content-Security-Policy', isDocs ? docsPolicy : viewerPolicy);
  if (request.path.startsWith('/v1/')) response.setHeader('Cache-Control', 'no-store');
  next();
}
