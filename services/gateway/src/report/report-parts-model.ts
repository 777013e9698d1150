// SPDX-License-Identifier: Apache-2.0
import { ApiProperty } from '@nestjs/swagger';

/** A problem document of RFC 9457. */
export class ProblemModel {
  @ApiProperty({ type: String, example: 'urn:asarg:problem:report-not-found' })
  type!: string;

  @ApiProperty({ type: String, description: 'The kind of problem, for people.' })
  title!: string;

  @ApiProperty({ type: Number, description: 'HTTP status.' })
  status!: number;

  @ApiProperty({ type: String, description: 'This occurrence, for people.' })
  detail!: string;

  @ApiProperty({ type: String, required: false, description: 'Path of the report concerned.' })
  instance?: string;

  @ApiProperty({ type: String, required: false, description: 'What would have been right.' })
  expected?: string;

  @ApiProperty({ type: String, required: false, description: 'What was there instead.' })
  found?: string;
}

/** A stage of the work. */
export class StageModel {
  @ApiProperty({ type: String, example: 'cxas/run' })
  name!: string;

  @ApiProperty({ type: String, description: 'Service that did it.' })
  service!: string;

  @ApiProperty({ type: Number, description: 'Milliseconds from the request to its start.' })
  startMs!: number;

  @ApiProperty({ type: Number, description: 'Milliseconds it took.' })
  durationMs!: number;

  @ApiProperty({
    type: String,
    required: false,
    example: 'DEADLINE_EXCEEDED',
    description:
      'How it ended, if not well: the name of a gRPC status, or LOST if it was the time until a faster attempt began.',
  })
  outcome?: string;

  @ApiProperty({
    type: Boolean,
    required: false,
    description:
      'Whether the report waited for it: those that are follow each other without gaps. Told once the report has ended.',
  })
  critical?: boolean;
}

/** Distance between pixels, in millimetres. */
export class SpacingModel {
  @ApiProperty({ type: Number, description: 'Between columns.' })
  columnMm!: number;

  @ApiProperty({ type: Number, description: 'Between rows.' })
  rowMm!: number;
}

/** The radiograph as it was sent. */
export class ImageModel {
  @ApiProperty({ type: Number, description: 'Columns.' })
  width!: number;

  @ApiProperty({ type: Number, description: 'Rows.' })
  height!: number;

  @ApiProperty({ enum: ['dicom', 'png', 'jpeg'], description: 'Kind of file.' })
  source!: string;

  @ApiProperty({ type: String, description: 'SHA-256 of the canonical pixels, hexadecimal.' })
  digest!: string;

  @ApiProperty({ type: String, nullable: true, description: 'View position, such as PA.' })
  view!: string | null;

  @ApiProperty({ type: SpacingModel, required: false, description: 'Absent if unknown.' })
  spacing?: SpacingModel;

  @ApiProperty({ type: String, description: 'Path of the display rendering, a PNG.' })
  url!: string;
}

/** A model that took part. */
export class ModelModel {
  @ApiProperty({ type: String, description: 'Registry entry, or fusion-llm.' })
  role!: string;

  @ApiProperty({ type: String, description: 'Name of the bundle.' })
  name!: string;

  @ApiProperty({ type: String, description: 'Version of the bundle.' })
  version!: string;

  @ApiProperty({ type: String, description: 'SHA-256 of the weights, hexadecimal.' })
  digest!: string;

  @ApiProperty({ type: String, description: 'Pixel profile applied; empty for fusion-llm.' })
  pixelProfile!: string;

  @ApiProperty({ type: String, description: 'SPDX licence expression of the weights.' })
  licence!: string;
}

/** Which view the image was taken to be. */
export class ViewModel {
  @ApiProperty({ type: String, example: 'frontal', description: 'The likeliest view.' })
  name!: string;

  @ApiProperty({ type: Number, description: 'Its probability, 0 to 1.' })
  probability!: number;

  @ApiProperty({ type: String, description: 'Registry entry that told it.' })
  specialist!: string;
}

/** How the report was made. */
export class OptionsModel {
  @ApiProperty({ type: Number, required: false, description: 'Seed of the sampler.' })
  seed?: number;

  @ApiProperty({ type: Number, required: false, description: 'Temperature; 0 is greedy.' })
  temperature?: number;

  @ApiProperty({ type: Number, required: false, description: 'Nucleus mass.' })
  topP?: number;

  @ApiProperty({ type: Number, required: false, description: 'Most tokens to write.' })
  maxNewTokens?: number;

  @ApiProperty({ type: Number, required: false, description: 'Strength of guidance.' })
  guidance?: number;

  @ApiProperty({ type: [String], description: 'Slots left out as asked.' })
  without!: string[];

  @ApiProperty({ enum: ['enforce', 'warn'], description: 'What the input gate does.' })
  gate!: string;
}

/** Name and version of a program. */
export class SoftwareModel {
  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: String })
  version!: string;
}

/** Identity of the fusion bundle. */
export class FusionModel extends SoftwareModel {
  @ApiProperty({ type: String, description: 'SHA-256 of the weights, hexadecimal.' })
  digest!: string;
}

/** What made a report. */
export class ProvenanceModel {
  @ApiProperty({ type: [ModelModel], description: 'Every model that took part.' })
  models!: ModelModel[];

  @ApiProperty({ type: FusionModel, nullable: true, description: 'Null until known.' })
  fusion!: FusionModel | null;

  @ApiProperty({ type: OptionsModel, description: 'In force; as asked for until known.' })
  options!: OptionsModel;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Equal pipeline and input digests give equal reports. Null until known.',
  })
  pipelineDigest!: string | null;

  @ApiProperty({ type: String, description: 'SHA-256 of the frame the models saw.' })
  inputDigest!: string;

  @ApiProperty({ type: SoftwareModel })
  software!: SoftwareModel;
}
