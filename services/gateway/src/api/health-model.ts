// SPDX-License-Identifier: Apache-2.0
import { ApiProperty } from '@nestjs/swagger';

/** One thing that must be right for reports to be made. */
export class CheckModel {
  @ApiProperty({ type: String, example: 'fusion-llm' })
  name!: string;

  @ApiProperty({ type: Boolean })
  ok!: boolean;

  @ApiProperty({ type: String, description: 'ok, or what is wrong.' })
  detail!: string;

  @ApiProperty({ type: Number, description: 'Milliseconds it took to find out.' })
  durationMs!: number;
}

/** The gateway can make reports. */
export class ReadyModel {
  @ApiProperty({ type: Boolean })
  ready!: boolean;

  @ApiProperty({ type: [CheckModel] })
  checks!: CheckModel[];
}

/** The process answers. */
export class LiveModel {
  @ApiProperty({ type: Boolean })
  live!: boolean;

  @ApiProperty({ type: String, description: 'Version of the gateway.' })
  version!: string;
}
