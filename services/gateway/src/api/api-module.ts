// SPDX-License-Identifier: Apache-2.0
import { type DynamicModule, Module } from '@nestjs/common';
import type { GatewayConfig } from '../config.js';
import type { ReportsService } from '../report/reports-service.js';
import { HealthController } from './health-controller.js';
import type { ReadinessService } from './readiness-service.js';
import { ReportPicturesController } from './report-pictures-controller.js';
import { ReportsController } from './reports-controller.js';
import { SpecialistsController } from './specialists-controller.js';
import type { SpecialistsService } from './specialists-service.js';
import { tokens } from './tokens.js';

/** What the controllers work with. */
export interface ApiServices {
  readonly config: GatewayConfig;
  readonly reports: ReportsService;
  readonly specialists: SpecialistsService;
  readonly readiness: ReadinessService;
}

@Module({})
// oxlint-disable-next-line typescript/no-extraneous-class -- Nest names a module by its class.
class ApiModule {}

/** The HTTP API as a Nest module. */
export function apiModule(services: ApiServices): DynamicModule {
  const names = Object.keys(tokens) as (keyof typeof tokens)[];
  return {
    module: ApiModule,
    controllers: [
      ReportsController,
      ReportPicturesController,
      SpecialistsController,
      HealthController,
    ],
    providers: names.map((name) => ({ provide: tokens[name], useValue: services[name] })),
  };
}
