// SPDX-License-Identifier: Apache-2.0
import type { SpecialistManifest } from '@asarg/model-bundle';
import { identityOf } from './describe-bundle.js';
import { isMaskOutput, outputForm } from './output-form.js';

/**
 * What Describe says and the protocol's metadata have no field for. Lists are JSON.
 * @param frameInput name of the input.
 */
export function inferenceProperties(
  manifest: SpecialistManifest,
  frameInput: string,
): Readonly<Record<string, string>> {
  const { outputs, catalogue, labels, views, takesViews, pixelProfile, description } = manifest;
  const { digest, licence } = identityOf(manifest);
  const { id, width, height } = pixelProfile;
  const lists = { labels, views, takes_views: takesViews, classes: catalogue.map(classOf) };
  return {
    description,
    digest,
    licence,
    pixel_profile: `${id} ${width}x${height}`,
    [`input.${frameInput}`]:
      'one grey image, UINT16 or UINT8, [rows, columns] or [1, rows, columns], 1 to 1440 each, ' +
      'MONOCHROME2 (air is dark) without any VOI transform; the specialist applies its pixel profile',
    ...Object.fromEntries(
      outputs.map((output) => {
        const [, , columns] = outputForm(output, pixelProfile).shape;
        const packing =
          `; UINT8 bytes of 8 columns, least significant bit first, each row of ${columns} ` +
          'columns starts on a byte';
        const packed = isMaskOutput(output, pixelProfile) ? packing : '';
        return [`output.${output.name}`, `${output.meaning}${packed}`];
      }),
    ),
    'output.parameters':
      'affine_xx, _xy, _x0, _yx, _yy, _y0 of spatial outputs: x_frame = xx * x + xy * y + x0, ' +
      'y_frame = yx * x + yy * y + y0, in corner coordinates',
    ...Object.fromEntries(
      Object.entries(lists)
        .filter(([, list]) => list.length > 0)
        .map(([key, list]) => [key, JSON.stringify(list)]),
    ),
  };
}

function classOf({
  id,
  name,
  superclass,
  provenance,
  codes,
}: SpecialistManifest['catalogue'][number]): object {
  return { id, name, superclass, provenance, codes };
}
