// SPDX-License-Identifier: Apache-2.0
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '@asarg/service-kit';
import type { Request, Response } from 'express';
import { ClientGoneError } from './problem.js';
import { isUnexpected, problemFromUnknown } from './problem-from-unknown.js';
import { sendProblem } from './send-problem.js';

/** Turns whatever a handler throws into a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger: Logger;

  constructor(logger: Logger) {
    this.logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    if (error instanceof ClientGoneError) {
      response.destroy();
      return;
    }
    const problem = problemFromUnknown(error);
    if (isUnexpected(problem)) {
      const requestId = response.getHeader('X-Request-Id');
      this.logger.error({ requestId, err: problem }, problem.slug);
    }
    sendProblem(http.getRequest<Request>(), response, problem);
  }
}
