// SPDX-License-Identifier: Apache-2.0
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ProblemError } from '../http/problem.js';
import { software } from '../software.js';
import { ApiProblems } from './api-problems.js';
import { LiveModel, ReadyModel } from './health-model.js';
import type { ReadinessService } from './readiness-service.js';
import { tokens } from './tokens.js';

/** Health of the gateway. */
@ApiTags('health')
@Controller()
export class HealthController {
  private readonly readiness: ReadinessService;

  constructor(@Inject(tokens.readiness) readiness: ReadinessService) {
    this.readiness = readiness;
  }

  @Get('livez')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The process answers' })
  @ApiOkResponse({ type: LiveModel })
  live(): LiveModel {
    return { live: true, version: software.version };
  }

  @Get('readyz')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Reports can be made: fusion-llm serves, the store answers' })
  @ApiOkResponse({ type: ReadyModel })
  @ApiProblems('not-ready')
  async ready(): Promise<ReadyModel> {
    const checks = await this.readiness.checks();
    if (checks.every(({ ok }) => ok)) return { ready: true, checks };
    const failing = checks.filter(({ ok }) => !ok).map(({ name }) => name);
    throw new ProblemError('not-ready', `Not ready: ${failing.join(', ')}.`, {
      extensions: { ready: false, checks },
    });
  }
}
