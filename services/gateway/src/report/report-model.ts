// SPDX-License-Identifier: Apache-2.0
import { ApiProperty } from '@nestjs/swagger';
import { ContributionModel } from './contribution-model.js';
import {
  ImageModel,
  ProblemModel,
  ProvenanceModel,
  StageModel,
  ViewModel,
} from './report-parts-model.js';
import { SentenceModel } from './sentence-model.js';

/** Says on every report what it is not for. */
export const disclaimer = 'RESEARCH USE ONLY - NOT FOR DIAGNOSTIC USE';

/** States of a report. */
export const reportStatuses = ['IN_PROGRESS', 'COMPLETE', 'PARTIAL', 'FAILED'] as const;

/** State of a report; the last three are final. */
export type ReportStatus = (typeof reportStatuses)[number];

/** A report, as the API shows it. */
export class ReportModel {
  @ApiProperty({ type: String, format: 'uuid', description: 'Identifier of the report.' })
  id!: string;

  @ApiProperty({
    enum: reportStatuses,
    description:
      'COMPLETE: every specialist took part. PARTIAL: some slot used its null embedding; see contributions. FAILED: see error; what came about before is kept.',
  })
  status!: ReportStatus;

  @ApiProperty({ type: String, format: 'date-time', description: 'When the request arrived.' })
  createdAt!: string;

  @ApiProperty({ type: String, description: 'The whole text written so far.' })
  text!: string;

  @ApiProperty({ type: [SentenceModel], description: 'The sentences, sealed and grounded.' })
  sentences!: SentenceModel[];

  @ApiProperty({
    type: ViewModel,
    nullable: true,
    description: 'Which view the models took the image to be; null until known, or if none told.',
  })
  view!: ViewModel | null;

  @ApiProperty({ type: [ContributionModel], description: 'What each slot of the fusion got.' })
  contributions!: ContributionModel[];

  @ApiProperty({ type: [StageModel], description: 'Where the time went, in order of ending.' })
  stages!: StageModel[];

  @ApiProperty({ type: ImageModel, description: 'The radiograph.' })
  image!: ImageModel;

  @ApiProperty({ type: ProvenanceModel, description: 'What made the report.' })
  provenance!: ProvenanceModel;

  @ApiProperty({
    type: Number,
    nullable: true,
    description:
      'Epoch of the registry that the report used: no version changed while it was made. Null until the end.',
  })
  epoch!: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Milliseconds from the request to the first token; null before it.',
  })
  firstTokenMs!: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description:
      'Milliseconds from the request to the end of its report, FAILED included, up to its last write. Null before, and of reports that an earlier gateway left.',
  })
  durationMs!: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Trace that recorded the report, 32 hexadecimal digits; null if none did.',
  })
  traceId!: string | null;

  @ApiProperty({ type: [String], description: 'Remarks on the input, for people.' })
  warnings!: string[];

  @ApiProperty({ type: String, example: disclaimer, description: 'What the report is not for.' })
  disclaimer!: string;

  @ApiProperty({ type: ProblemModel, required: false, description: 'Why the report failed.' })
  error?: ProblemModel;
}
