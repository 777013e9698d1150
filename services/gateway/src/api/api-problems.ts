// SPDX-License-Identifier: Apache-2.0
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { problemKinds, type ProblemSlug } from '../http/problem-table.js';
import { ProblemModel } from '../report/report-parts-model.js';

/** Describes the problems a route answers with, grouped by status. */
export function ApiProblems(...slugs: readonly ProblemSlug[]): MethodDecorator {
  const byStatus = Map.groupBy(slugs, (slug) => problemKinds[slug].status);
  const responses = [...byStatus].map(([status, group]) =>
    ApiResponse({
      status,
      description: group.map((slug) => `${slug}: ${problemKinds[slug].title}`).join('. '),
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemModel) } } },
    }),
  );
  return applyDecorators(ApiExtraModels(ProblemModel), ...responses);
}
