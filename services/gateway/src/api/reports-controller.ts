// SPDX-License-Identifier: Apache-2.0
import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { clientOf } from '../access/authenticate.js';
import type { GatewayConfig } from '../config.js';
import { parseWaitSeconds } from '../http/prefer.js';
import { readImageForm } from '../http/read-image-form.js';
import { readOptions } from '../http/read-options.js';
import { readRequestTimeoutMs } from '../http/request-timeout.js';
import { sendEvents } from '../http/send-events.js';
import { setServerTiming } from '../http/server-timing.js';
import { ReportModel } from '../report/report-model.js';
import { timingOf } from '../report/report-timing.js';
import type { ReportsService } from '../report/reports-service.js';
import { ApiProblems } from './api-problems.js';
import { resolvedWithin } from './resolved-within.js';
import { readId, readWhole } from './path-parameters.js';
import { ReportFormModel } from './report-form-model.js';
import { tokens } from './tokens.js';

const timing = {
  'Server-Timing': {
    description:
      'The stages that the report waited for, as far as it is; `report`, its duration, once it has ended; `total`, that of this answer until its headers were written.',
    schema: { type: 'string' },
  },
};
const location = {
  Location: { description: 'Path of the report.', schema: { type: 'string' } },
  ...timing,
};

/** Reports: asking for one, reading it, following it. */
@ApiTags('reports')
@Controller('v1/reports')
export class ReportsController {
  private readonly reports: ReportsService;
  private readonly config: GatewayConfig;

  constructor(
    @Inject(tokens.reports) reports: ReportsService,
    @Inject(tokens.config) config: GatewayConfig,
  ) {
    this.reports = reports;
    this.config = config;
  }

  @Post()
  @ApiOperation({
    summary: 'Ask for a report on one chest radiograph',
    description:
      'DICOM Part 10, PNG or JPEG; one grey frame. The image is decoded before the answer, so an image that cannot be used is refused here. Disconnecting does not stop the report.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: ReportFormModel })
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description:
      'wait=N: answer with the finished report if it is done in N seconds (at most 60); refuse if it would not even be begun in that time.',
  })
  @ApiHeader({
    name: 'X-Request-Timeout',
    required: false,
    description:
      'Seconds within which the report is wanted; refuse at once if it would take longer.',
  })
  @ApiResponse({
    status: 201,
    type: ReportModel,
    headers: location,
    description: 'Done: see status.',
  })
  @ApiResponse({ status: 202, type: ReportModel, headers: location, description: 'In progress.' })
  @ApiProblems(
    'malformed-multipart',
    'image-missing',
    'one-image-expected',
    'empty-image',
    'invalid-option',
    'invalid-parameter',
    'api-key-missing',
    'api-key-unknown',
    'refused-by-fusion',
    'cross-site',
    'not-acceptable',
    'upload-too-large',
    'image-too-large',
    'unsupported-media-type',
    'unrecognised-image',
    'unsupported-transfer-syntax',
    'unsupported-image',
    'truncated-image',
    'no-pixels',
    'multi-frame',
    'colour-image',
    'corrupt-image',
    'not-a-chest-radiograph',
    'too-many-reports',
    'fusion-failed',
    'fusion-unavailable',
    'draining',
    'deadline-exceeded',
  )
  async create(@Req() request: Request, @Res() response: Response): Promise<void> {
    const receivedAtMs = performance.now();
    const waitSeconds = parseWaitSeconds(request.headers['prefer']);
    const maxBytes = this.config.maxUploadMb * 1_048_576;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const applicant = {
      client: clientOf(request),
      takenWithinMs: waitSeconds === undefined ? undefined : waitSeconds * 1000,
      doneWithinMs: readRequestTimeoutMs(request.get('X-Request-Timeout')),
      signal: gone.signal,
    };
    const { id, finished } = await this.reports.submit(async () => {
      const { image, fields } = await readImageForm(request, { maxBytes });
      return { image, options: readOptions(fields) };
    }, applicant);
    response.vary('Prefer').location(`/v1/reports/${id}`);
    let isDone = false;
    if (waitSeconds !== undefined) {
      const leftMs = waitSeconds * 1000 - (performance.now() - receivedAtMs);
      isDone = await resolvedWithin(finished, leftMs, response);
      response.setHeader('Preference-Applied', `wait=${waitSeconds}`);
    }
    if (response.closed) return;
    const report = this.reports.find(id);
    setServerTiming(response, timingOf(report));
    response.status(isDone ? 201 : 202).json(report);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a report, finished or as far as it is' })
  @ApiParam({ name: 'id', format: 'uuid', type: String })
  @ApiOkResponse({ type: ReportModel, headers: timing })
  @ApiProblems('api-key-missing', 'api-key-unknown', 'report-not-found', 'not-acceptable')
  read(@Param('id') id: string, @Res({ passthrough: true }) response: Response): ReportModel {
    const report = this.reports.find(readId(id));
    setServerTiming(response, timingOf(report));
    return report;
  }

  @Get(':id/events')
  @ApiOperation({
    summary: 'Follow a report as it comes about',
    description:
      'Server-sent events with ids: stage_started, stage, view, warning, contribution, token, sentence, and last report with the whole report. Events are kept: a reader that names the last id it saw gets the rest, also after the end and after a restart.',
  })
  @ApiParam({ name: 'id', format: 'uuid', type: String })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Last id seen.' })
  @ApiQuery({ name: 'lastEventId', required: false, type: Number, description: 'The same.' })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'The events.', schema: { type: 'string' } })
  @ApiResponse({ status: 204, description: 'The report has ended and every event was seen.' })
  @ApiProblems(
    'api-key-missing',
    'api-key-unknown',
    'invalid-parameter',
    'report-not-found',
    'not-acceptable',
  )
  async events(
    @Param('id') idText: string,
    @Query('lastEventId') lastEventId: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const id = readId(idText);
    const seen = request.get('Last-Event-ID') ?? lastEventId;
    const limits = { min: 0, max: Number.MAX_SAFE_INTEGER };
    const sequence = readWhole('Last-Event-ID', seen, limits) ?? 0;
    if (this.reports.isRead(id, sequence)) {
      response.status(204).end();
      return;
    }
    if (request.method === 'HEAD') {
      response.type('text/event-stream').end();
      return;
    }
    await sendEvents(response, (signal) => this.reports.events(id, sequence, signal));
  }
}
