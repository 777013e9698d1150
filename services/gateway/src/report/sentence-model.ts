// SPDX-License-Identifier: Apache-2.0
import { ApiProperty } from '@nestjs/swagger';

const provenances = ['measured', 'derived', 'weak', 'synthetic', 'untrained'];

/** A box in pixels of the original image, half-open, origin top left. */
export class BoxModel {
  @ApiProperty({ type: Number, description: 'First column.' })
  x0!: number;

  @ApiProperty({ type: Number, description: 'First row.' })
  y0!: number;

  @ApiProperty({ type: Number, description: 'One past the last column.' })
  x1!: number;

  @ApiProperty({ type: Number, description: 'One past the last row.' })
  y1!: number;
}

/** A finding that a sentence mentions. */
export class FindingModel {
  @ApiProperty({ type: String, description: 'One of the 14 CheXpert labels.' })
  label!: string;

  @ApiProperty({ enum: ['present', 'absent'] })
  polarity!: string;

  @ApiProperty({ enum: ['certain', 'uncertain'] })
  certainty!: string;

  @ApiProperty({ enum: ['left', 'right', 'bilateral', 'unspecified'], description: "Patient's." })
  laterality!: string;
}

/** A measurement that bears on a sentence. */
export class EvidenceModel {
  @ApiProperty({ type: String, example: 'cardiothoracic_ratio' })
  kind!: string;

  @ApiProperty({ type: String, description: 'Finding it bears on.' })
  label!: string;

  @ApiProperty({ type: Number, description: 'The value, unit 1.' })
  value!: number;

  @ApiProperty({ type: Number, required: false, description: 'What it was compared with.' })
  threshold?: number;

  @ApiProperty({ enum: provenances, description: 'How the source came to be.' })
  provenance!: string;

  @ApiProperty({ type: String, description: 'Registry entry it came from.' })
  specialist!: string;

  @ApiProperty({ type: String, description: 'One sentence for people.' })
  text!: string;
}

/** A region that a verdict rests on. */
export class RegionModel {
  @ApiProperty({ type: String, example: 'heart', description: 'Name of the class.' })
  class!: string;

  @ApiProperty({ type: Number, description: 'Catalogue id of the class.' })
  classId!: number;

  @ApiProperty({ type: String, description: 'Registry entry that drew it.' })
  specialist!: string;

  @ApiProperty({ enum: provenances, description: 'How the class came to be.' })
  provenance!: string;

  @ApiProperty({ type: Number, description: 'Mean probability inside the mask, 0 to 1.' })
  meanProbability!: number;

  @ApiProperty({ type: BoxModel, nullable: true, description: 'In the original image.' })
  box!: BoxModel | null;

  @ApiProperty({ type: String, nullable: true, description: 'Null if it is a box only.' })
  maskUrl!: string | null;
}

/** A sentence with what it rests on. */
export class SentenceModel {
  @ApiProperty({ type: Number, description: 'Index, from 0.' })
  index!: number;

  @ApiProperty({ type: String })
  text!: string;

  @ApiProperty({ type: [FindingModel] })
  findings!: FindingModel[];

  @ApiProperty({
    enum: ['supported', 'contradicted', 'unsupported', 'not_verifiable'],
    description: 'What the image says of the sentence.',
  })
  verdict!: string;

  @ApiProperty({ type: [EvidenceModel], description: 'Measurements behind the verdict.' })
  evidence!: EvidenceModel[];

  @ApiProperty({ type: [RegionModel], description: 'Regions behind the verdict.' })
  regions!: RegionModel[];
}
