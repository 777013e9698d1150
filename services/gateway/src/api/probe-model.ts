// SPDX-License-Identifier: Apache-2.0
import { ApiProperty } from '@nestjs/swagger';

/** One check of a probe. */
export class ProbeCheckModel {
  @ApiProperty({ type: String, description: 'Name of the check.' })
  name!: string;

  @ApiProperty({ type: Boolean })
  passed!: boolean;

  @ApiProperty({ type: String, description: 'What was expected and found, or a remark.' })
  detail!: string;
}

/** Outcome of the golden probe at admission. */
export class ProbeModel {
  @ApiProperty({ type: Boolean, description: 'Whether every check passed.' })
  passed!: boolean;

  @ApiProperty({ type: [ProbeCheckModel] })
  checks!: ProbeCheckModel[];

  @ApiProperty({ type: Number, description: 'Milliseconds of one encoding.' })
  latencyMs!: number;
}

/** Agreement of two versions on one class. */
export class ClassAgreementModel {
  @ApiProperty({ type: Number, description: 'Catalogue id.' })
  classId!: number;

  @ApiProperty({ type: Number, description: 'Dice over the pixels of all reports, 0 to 1.' })
  dice!: number;

  @ApiProperty({ type: Number, description: 'Reports in which either drew it.' })
  reports!: number;
}

/** Agreement of two versions on one feature output. */
export class OutputAgreementModel {
  @ApiProperty({ type: String, description: 'Name of the output.' })
  output!: string;

  @ApiProperty({ type: Number, description: 'Mean cosine similarity, -1 to 1.' })
  cosine!: number;
}

/** A shadow version against the active one, over live reports. */
export class ShadowModel {
  @ApiProperty({ type: Number, description: 'Reports compared.' })
  reports!: number;

  @ApiProperty({ type: Number, description: 'Reports in which the shadow version failed.' })
  failures!: number;

  @ApiProperty({ type: [ClassAgreementModel] })
  classes!: ClassAgreementModel[];

  @ApiProperty({ type: [OutputAgreementModel] })
  outputs!: OutputAgreementModel[];

  @ApiProperty({ type: Number, description: 'Mean share of report words that differ, 0 to 1.' })
  textDifference!: number;

  @ApiProperty({ type: Number, description: 'Reports whose findings differ.' })
  findingDifferences!: number;

  @ApiProperty({ type: String, description: 'What promotion still waits for; empty if nothing.' })
  waitsFor!: string;
}
