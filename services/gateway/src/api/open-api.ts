// SPDX-License-Identifier: Apache-2.0
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { disclaimer } from '../report/report-model.js';
import { software } from '../software.js';

/** Serves the OpenAPI document at /docs-json and a page for it at /docs. */
export function serveOpenApi(app: NestExpressApplication): OpenAPIObject {
  const outline = new DocumentBuilder()
    .setTitle('ASaRG Mesh')
    .setDescription(
      `One chest radiograph in, a report out whose sentences are checked against regions of the image. ${disclaimer}. Every error is a problem document (RFC 9457) whose type is \`urn:asarg:problem:SLUG\`.`,
    )
    .setVersion(software.version)
    // Both are asked for only where the operator configured keys.
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key' }, 'apiKey')
    .addSecurityRequirements({})
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('apiKey')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .build();
  const document = SwaggerModule.createDocument(app, outline);
  SwaggerModule.setup('docs', app, document, {
    customSiteTitle: 'ASaRG Mesh API',
    // The default asks a validator on the internet about the document.
    swaggerOptions: { validatorUrl: null },
  });
  return document;
}
