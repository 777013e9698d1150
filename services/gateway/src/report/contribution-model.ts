// SPDX-License-Identifier: Apache-2.0
import { ApiProperty } from '@nestjs/swagger';

/** One call of an instance. */
export class AttemptModel {
  @ApiProperty({ type: String, description: 'The instance, host:port.' })
  address!: string;

  @ApiProperty({
    enum: ['first', 'retry', 'hedge'],
    description: 'retry: the one before had failed. hedge: it was slow, the faster one is used.',
  })
  reason!: string;

  @ApiProperty({ type: Number, description: 'Milliseconds since the first attempt began.' })
  startMs!: number;

  @ApiProperty({ type: Number, description: 'Milliseconds it took.' })
  durationMs!: number;

  @ApiProperty({
    type: String,
    example: 'OK',
    description: 'OK, the name of a gRPC status, or LOST: another attempt was faster.',
  })
  outcome!: string;
}

/** What a slot of the fusion got. */
export class ContributionModel {
  @ApiProperty({ type: String, description: 'Name of the slot.' })
  slot!: string;

  @ApiProperty({ type: String, description: 'Registry entry; empty if none was bound.' })
  specialist!: string;

  @ApiProperty({ type: String, description: 'Name of the model; empty if none answered.' })
  model!: string;

  @ApiProperty({ type: String, description: 'Version of the model.' })
  version!: string;

  @ApiProperty({ type: String, description: 'SHA-256 of the weights, hexadecimal.' })
  digest!: string;

  @ApiProperty({ type: String, description: 'SPDX licence expression of the weights.' })
  licence!: string;

  @ApiProperty({ type: String, description: 'Pixel profile applied, name@version.' })
  pixelProfile!: string;

  @ApiProperty({ enum: ['used', 'partial', 'missing'], description: 'What happened.' })
  state!: string;

  @ApiProperty({ type: String, description: 'Why, when not used; for people.' })
  reason!: string;

  @ApiProperty({ type: String, description: 'Instance that answered, host:port; empty if none.' })
  address!: string;

  @ApiProperty({
    type: [Number],
    description: 'Catalogue ids of the slot that were fed; of segmentation only.',
  })
  boundClasses!: number[];

  @ApiProperty({
    type: [Number],
    description: 'Those for which the null embedding stood in; of segmentation only.',
  })
  missingClasses!: number[];

  @ApiProperty({
    type: [Number],
    description: 'Others that the specialist offers: they serve grounding and viewing only.',
  })
  otherClasses!: number[];

  @ApiProperty({ type: [AttemptModel], description: 'Every call, in the order they began.' })
  attempts!: AttemptModel[];

  @ApiProperty({ type: Boolean, description: 'Whether the report would have failed without it.' })
  required!: boolean;

  @ApiProperty({
    type: Number,
    required: false,
    description:
      'Requests that ran together in one run of the network, this one included; absent if not told.',
  })
  batchSize?: number;
}
