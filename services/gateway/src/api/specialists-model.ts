// SPDX-License-Identifier: Apache-2.0
import { ApiProperty } from '@nestjs/swagger';

/** Identity of a specialist's model. */
export class SpecialistIdentityModel {
  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: String })
  version!: string;

  @ApiProperty({ type: String, description: 'SHA-256 of the weights, hexadecimal.' })
  digest!: string;

  @ApiProperty({ type: String, description: 'SPDX licence expression of the weights.' })
  licence!: string;
}

/** A tensor that a specialist can return. */
export class SpecialistOutputModel {
  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: String, example: 'patch_tokens' })
  kind!: string;

  @ApiProperty({ type: [Number], description: 'Dimensions without a batch dimension.' })
  shape!: number[];

  @ApiProperty({ type: String, description: 'One sentence for people.' })
  meaning!: string;
}

/** A code of a terminology. */
export class CodeModel {
  @ApiProperty({ type: String, example: 'SCT', description: 'Coding scheme of DICOM PS3.16.' })
  scheme!: string;

  @ApiProperty({ type: String })
  value!: string;
}

/** A class of a segmenter. */
export class SpecialistClassModel {
  @ApiProperty({ type: Number, description: 'Catalogue id.' })
  id!: number;

  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({
    enum: ['anatomy', 'pathology', 'object'],
    nullable: true,
    description: 'Null for a class that is not in the catalogue.',
  })
  kind!: string | null;

  @ApiProperty({ type: [String], description: 'Superclasses it belongs to, possibly none.' })
  superclasses!: string[];

  @ApiProperty({ type: String, example: 'measured', description: 'How it came to be.' })
  provenance!: string;

  @ApiProperty({ type: [CodeModel], description: 'Possibly none.' })
  codes!: CodeModel[];
}

/** An entry of the registry. */
export class SpecialistModel {
  @ApiProperty({ type: String, description: 'Name of the entry.' })
  name!: string;

  @ApiProperty({ type: String, description: 'gRPC target.' })
  address!: string;

  @ApiProperty({ enum: ['discovered', 'active', 'unreachable', 'quarantined'] })
  state!: string;

  @ApiProperty({ type: String, description: 'Why, when not active; for people.' })
  reason!: string;

  @ApiProperty({ type: SpecialistIdentityModel, nullable: true, description: 'Null until known.' })
  model!: SpecialistIdentityModel | null;

  @ApiProperty({ type: String, nullable: true, description: 'Kind of the main output.' })
  kind!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Pixel profile, name@version.' })
  pixelProfile!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'cpu, cuda or webgpu.' })
  executionProvider!: string | null;

  @ApiProperty({ type: [String], description: 'Views it can make something of; any if empty.' })
  takesViews!: string[];

  @ApiProperty({ type: [SpecialistOutputModel] })
  outputs!: SpecialistOutputModel[];

  @ApiProperty({ type: [SpecialistClassModel], description: 'Of a segmenter.' })
  classes!: SpecialistClassModel[];

  @ApiProperty({ type: [String], description: 'Of finding tags.' })
  labels!: string[];
}

/** What feeds a slot of the fusion bundle. */
export class BindingModel {
  @ApiProperty({ type: String, description: 'Name of the slot.' })
  slot!: string;

  @ApiProperty({ type: String, description: 'What the slot takes.' })
  kind!: string;

  @ApiProperty({ type: String, description: 'Entry that feeds it; empty if none does.' })
  specialist!: string;

  @ApiProperty({ type: String, description: 'Output of that entry.' })
  output!: string;

  @ApiProperty({ type: [Number], description: 'Catalogue ids the slot was trained on.' })
  slotClasses!: number[];

  @ApiProperty({ type: [Number], description: 'Those of them that the entry offers.' })
  boundClasses!: number[];

  @ApiProperty({ type: String, description: 'Why part of it is not fed; empty if bound whole.' })
  reason!: string;
}

/** The registry of fusion-llm. */
export class RegistryModel {
  @ApiProperty({ type: [SpecialistModel] })
  specialists!: SpecialistModel[];

  @ApiProperty({ type: [BindingModel], description: "In the bundle's order." })
  bindings!: BindingModel[];
}
