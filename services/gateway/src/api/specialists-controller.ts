// SPDX-License-Identifier: Apache-2.0
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from './api-problems.js';
import { RegistryModel } from './specialists-model.js';
import type { SpecialistsService } from './specialists-service.js';
import { tokens } from './tokens.js';

/** The specialists of the mesh. */
@ApiTags('mesh')
@Controller('v1/specialists')
export class SpecialistsController {
  private readonly specialists: SpecialistsService;

  constructor(@Inject(tokens.specialists) specialists: SpecialistsService) {
    this.specialists = specialists;
  }

  @Get()
  @ApiOperation({ summary: 'Every specialist with its state, and what feeds each slot' })
  @ApiOkResponse({ type: RegistryModel })
  @ApiProblems(
    'api-key-missing',
    'api-key-unknown',
    'not-acceptable',
    'fusion-failed',
    'fusion-unavailable',
    'deadline-exceeded',
  )
  list(): Promise<RegistryModel> {
    return this.specialists.registry();
  }
}
