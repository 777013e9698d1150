// SPDX-License-Identifier: Apache-2.0
import { createLogger, runService } from '@asarg/service-kit';
import { readGatewayConfig } from './config.js';
import { startGateway } from './start-gateway.js';

runService(async () => {
  const config = readGatewayConfig();
  return startGateway(config, createLogger('gateway', config.logLevel));
});
