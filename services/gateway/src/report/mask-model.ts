// SPDX-License-Identifier: Apache-2.0
import { ApiProperty } from '@nestjs/swagger';
import { BoxModel } from './sentence-model.js';

/** A class of a segmenter. */
export class MaskClassModel {
  @ApiProperty({ type: Number, description: 'Catalogue id.' })
  id!: number;

  @ApiProperty({ type: String, description: 'Name; empty if the mesh did not tell it.' })
  name!: string;
}

/** Affine from a mask's grid to the original image, between pixel corners. */
export class AffineModel {
  @ApiProperty({ type: Number })
  xx!: number;

  @ApiProperty({ type: Number })
  xy!: number;

  @ApiProperty({ type: Number })
  x0!: number;

  @ApiProperty({ type: Number })
  yx!: number;

  @ApiProperty({ type: Number })
  yy!: number;

  @ApiProperty({ type: Number })
  y0!: number;
}

/** A segmentation mask of a report. */
export class MaskModel {
  @ApiProperty({ type: String, description: 'Registry entry that drew it.' })
  specialist!: string;

  @ApiProperty({ type: MaskClassModel })
  class!: MaskClassModel;

  @ApiProperty({ type: BoxModel, nullable: true, description: 'Null if the mask is empty.' })
  box!: BoxModel | null;

  @ApiProperty({ type: Number, description: "Pixels set, in the mask's own grid." })
  area!: number;

  @ApiProperty({ type: Number, description: 'Columns of the grid.' })
  width!: number;

  @ApiProperty({ type: Number, description: 'Rows of the grid.' })
  height!: number;

  @ApiProperty({ type: AffineModel, description: 'From the grid to the original image.' })
  gridToImage!: AffineModel;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Mean probability inside the mask; null unless a verdict rests on it.',
  })
  meanProbability!: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'How the class came to be.' })
  provenance!: string | null;

  @ApiProperty({ type: String, description: 'Path of the mask, a PNG.' })
  maskUrl!: string;
}

/** All masks of a report. */
export class MaskListModel {
  @ApiProperty({ type: [MaskModel] })
  masks!: MaskModel[];
}
