// SPDX-License-Identifier: Apache-2.0
import { ApiProperty } from '@nestjs/swagger';

/** The form that asks for a report. */
export class ReportFormModel {
  @ApiProperty({ type: String, format: 'binary', description: 'The radiograph.' })
  image!: unknown;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 0,
    maximum: 4_294_967_295,
    description: 'Seed of the sampler; used when temperature is above 0.',
  })
  seed?: number;

  @ApiProperty({ type: Number, required: false, minimum: 0, maximum: 2, description: '0: greedy.' })
  temperature?: number;

  @ApiProperty({
    type: Number,
    required: false,
    minimum: 0,
    exclusiveMinimum: true,
    maximum: 1,
    description: 'Nucleus mass.',
  })
  topP?: number;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 1,
    maximum: 4096,
    description: "Most tokens to write; the fusion bundle's limit applies as well.",
  })
  maxNewTokens?: number;

  @ApiProperty({
    type: Number,
    required: false,
    minimum: 0,
    maximum: 4,
    description: 'Strength of contrastive guidance against the normal prompt.',
  })
  guidance?: number;

  @ApiProperty({
    type: String,
    required: false,
    example: 'cxas,lvm-med',
    description: 'Slots of the fusion to leave out, separated by commas.',
  })
  without?: string;

  @ApiProperty({
    enum: ['enforce', 'warn'],
    required: false,
    description: 'What to do with an image that is no chest radiograph: refuse it, or warn.',
  })
  gate?: string;
}
