// SPDX-License-Identifier: Apache-2.0
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { MaskListModel } from '../report/mask-model.js';
import type { Picture, ReportsService } from '../report/reports-service.js';
import { ApiProblems } from './api-problems.js';
import { readId, readWhole } from './path-parameters.js';
import { tokens } from './tokens.js';

const binary = { schema: { type: 'string', format: 'binary' } } as const;

/** The image and the masks of a report. */
@ApiTags('reports')
@Controller('v1/reports/:id')
export class ReportPicturesController {
  private readonly reports: ReportsService;

  constructor(@Inject(tokens.reports) reports: ReportsService) {
    this.reports = reports;
  }

  @Get('image')
  @ApiOperation({ summary: 'Display rendering of the radiograph, with its VOI applied' })
  @ApiParam({ name: 'id', format: 'uuid', type: String })
  @ApiQuery({
    name: 'maxSide',
    required: false,
    type: Number,
    description: 'Longest side in pixels, 16 to 8192; the image is never enlarged.',
  })
  @ApiProduces('image/png')
  @ApiOkResponse({ description: '8-bit grey PNG.', ...binary })
  @ApiProblems(
    'api-key-missing',
    'api-key-unknown',
    'invalid-parameter',
    'report-not-found',
    'image-not-stored',
    'not-acceptable',
  )
  async image(
    @Param('id') id: string,
    @Query('maxSide') maxSide: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const side = readWhole('maxSide', maxSide, { min: 16, max: 8192 });
    sendPicture(request, response, await this.reports.image(readId(id), side));
  }

  @Get('masks')
  @ApiOperation({ summary: 'Every mask of the report' })
  @ApiParam({ name: 'id', format: 'uuid', type: String })
  @ApiOkResponse({ type: MaskListModel })
  @ApiProblems('api-key-missing', 'api-key-unknown', 'report-not-found', 'not-acceptable')
  masks(@Param('id') id: string): MaskListModel {
    return { masks: [...this.reports.masks(readId(id))] };
  }

  @Get('masks/:specialist/:classId')
  @ApiOperation({ summary: 'One mask, in its own grid' })
  @ApiParam({ name: 'id', format: 'uuid', type: String })
  @ApiParam({ name: 'specialist', type: String, description: 'Registry entry that drew it.' })
  @ApiParam({ name: 'classId', type: Number, description: 'Catalogue id of the class.' })
  @ApiProduces('image/png')
  @ApiOkResponse({
    description: '8-bit RGBA PNG: white, opaque where the mask is set. Grid to image in a header.',
    headers: {
      'X-Mask-Grid-To-Image': {
        description: 'xx,xy,x0,yx,yy,y0 of the affine to the original image.',
        schema: { type: 'string' },
      },
    },
    ...binary,
  })
  @ApiProblems(
    'api-key-missing',
    'api-key-unknown',
    'invalid-parameter',
    'report-not-found',
    'mask-not-found',
    'not-acceptable',
  )
  async mask(
    @Param('id') id: string,
    @Param('specialist') specialist: string,
    @Param('classId') classId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const number = readWhole('classId', classId, { min: 0, max: 999_999_999 }) ?? 0;
    const picture = await this.reports.mask(readId(id), { specialist, classId: number });
    const { xx, xy, x0, yx, yy, y0 } = picture.mask.gridToImage;
    response.setHeader('X-Mask-Grid-To-Image', [xx, xy, x0, yx, yy, y0].join(','));
    sendPicture(request, response, picture);
  }
}

function sendPicture(request: Request, response: Response, { png, tag }: Picture): void {
  response.setHeader('ETag', `"${tag}"`);
  // Of a patient: only the browser that asked may keep it, and it asks again before it shows it.
  response.setHeader('Cache-Control', 'private, no-cache');
  if (isKnown(request.get('If-None-Match'), tag)) response.status(304).end();
  else response.type('image/png').send(png);
}

// Not `request.fresh`: it ignores the tag when a client also sends Cache-Control: no-cache.
function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((item) => item.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(`"${tag}"`) || tags.includes('*');
}
