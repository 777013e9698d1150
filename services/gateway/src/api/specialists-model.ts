// SPDX-License-Identifier: Apache-2.0
import { ApiProperty } from '@nestjs/swagger';
import { ProbeModel, ShadowModel } from './probe-model.js';

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

/** States of a registry entry. */
export const specialistStates = [
  'discovered',
  'described',
  'probed',
  'shadow',
  'active',
  'draining',
  'unreachable',
  'quarantined',
] as const;

/** An entry of the registry: an instance of a specialist. */
export class SpecialistModel {
  @ApiProperty({ type: String, description: 'Several instances may share it.' })
  name!: string;

  @ApiProperty({ type: String, description: 'gRPC target.' })
  address!: string;

  @ApiProperty({
    enum: specialistStates,
    description:
      'Reports use active instances only. probed: admitted, another version is active. shadow: runs beside the active version and is compared.',
  })
  state!: string;

  @ApiProperty({ type: String, description: 'Why, when not active; for people.' })
  reason!: string;

  @ApiProperty({ type: String, example: 'file', description: 'file, lease or kubernetes.' })
  source!: string;

  @ApiProperty({
    type: String,
    description:
      'Names model and contract: instances of equal ones are interchangeable. Empty until known.',
  })
  version!: string;

  @ApiProperty({ type: ProbeModel, nullable: true, description: 'Null before the first probe.' })
  probe!: ProbeModel | null;

  @ApiProperty({ type: ShadowModel, nullable: true, description: 'Of shadow instances only.' })
  shadow!: ShadowModel | null;

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

  @ApiProperty({
    type: [Number],
    description: 'Classes of the entry that the slot does not know: for grounding and viewing.',
  })
  otherClasses!: number[];

  @ApiProperty({ type: String, description: 'Why part of it is not fed; empty if bound whole.' })
  reason!: string;
}

/** Which version of a specialist reports use. */
export class ActiveVersionModel {
  @ApiProperty({ type: String, description: 'Name of the specialist.' })
  specialist!: string;

  @ApiProperty({ type: String, description: 'Version in use; empty if none.' })
  version!: string;

  @ApiProperty({ type: String, description: 'The one used before; empty if none.' })
  previous!: string;

  @ApiProperty({ type: String, description: 'Why it came to be used; for people.' })
  reason!: string;
}

/** The registry of fusion-llm. */
export class RegistryModel {
  @ApiProperty({ type: [SpecialistModel] })
  specialists!: SpecialistModel[];

  @ApiProperty({ type: [BindingModel], description: "In the bundle's order." })
  bindings!: BindingModel[];

  @ApiProperty({
    type: Number,
    description: 'Grows whenever reports begin to use something else; see the epoch of a report.',
  })
  epoch!: number;

  @ApiProperty({ type: [ActiveVersionModel], description: 'By name of the specialist.' })
  versions!: ActiveVersionModel[];
}
