// SPDX-License-Identifier: Apache-2.0
import { createLogger, runService } from '@asarg/service-kit';
import { readFusionConfig } from './config.js';
import { startFusionService } from './start-fusion-service.js';

runService(async () => {
  const config = readFusionConfig();
  return startFusionService(config, createLogger('fusion-llm', config.logLevel));
});
