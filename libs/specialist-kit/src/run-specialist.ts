// SPDX-License-Identifier: Apache-2.0
import { runService } from '@asarg/service-kit';
import { readSpecialistConfig } from './config.js';
import { startSpecialist } from './start-specialist.js';

export interface RunSpecialistOptions {
  /** Name of the service: `vision`, `lvm-med`, … */
  readonly service: string;
  /** Address listened on unless ASARG_LISTEN says otherwise. */
  readonly listen: string;
  /** Module that exports `SpecialistSteps`, where the specialist differs from the kit. */
  readonly steps?: URL;
}

/**
 * Runs a specialist as this process, configured by the environment, until SIGTERM or SIGINT. If
 * the network's thread dies the process exits 1: there is nothing left to serve.
 */
export function runSpecialist({ service, listen, steps }: RunSpecialistOptions): void {
  runService(async () => {
    const config = readSpecialistConfig(service, listen);
    const specialist = await startSpecialist({ service, config, ...(steps && { steps }) });
    void specialist.ended.then((error) => {
      if (error) {
        // Uncaught on purpose: `runService` logs it as it logs all others, and exits 1.
        throw error;
      }
      return undefined;
    });
    return specialist;
  });
}
