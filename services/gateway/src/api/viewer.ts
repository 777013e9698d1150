// SPDX-License-Identifier: Apache-2.0
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { IRouter } from 'express';

const howToBuild = `ASaRG Mesh gateway. RESEARCH USE ONLY - NOT FOR DIAGNOSTIC USE.

The viewer is not built. Build it with:  npm run build
(or set ASARG_VIEWER to the folder of a built viewer)

API documentation: /docs
`;

/** Serves the built viewer at /, or a page that says how to build it. */
export function serveViewer(app: NestExpressApplication, folder: string): void {
  app.useStaticAssets(folder, { index: 'index.html', redirect: false, dotfiles: 'ignore' });
  const express = app.getHttpAdapter().getInstance() as IRouter;
  express.get('/', (_request, response) => {
    response.type('text/plain').send(howToBuild);
  });
}
