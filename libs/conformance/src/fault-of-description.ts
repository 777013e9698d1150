// SPDX-License-Identifier: Apache-2.0
import { DataType, FeatureKind, type DescribeResponse, type Output } from '@asarg/contracts';

/** Why a specialist cannot take part, said of its description; undefined if it can. */
export function faultOfDescription(description: DescribeResponse): string | undefined {
  const { model, outputs, classes, labels, views } = description;
  if (!model?.name || !model.version || !model.digest) {
    return 'expected a model with name, version and digest, found them incomplete';
  }
  if (outputs.length === 0) {
    return 'expected at least one output, found none';
  }
  if (new Set(outputs.map(({ name }) => name)).size !== outputs.length) {
    return 'expected outputs of different names, found one twice';
  }
  if (new Set(classes.map(({ id }) => id)).size !== classes.length) {
    return 'expected classes of different ids, found one twice';
  }
  for (const output of outputs) {
    const fault = faultOfOutput(output, {
      classes: classes.length,
      labels: labels.length,
      views: views.length,
    });
    if (fault !== undefined) {
      return `output '${output.name}': ${fault}`;
    }
  }
  return undefined;
}

function faultOfOutput(
  { kind, dataType, shape }: Output,
  { classes, labels, views }: Readonly<Record<'classes' | 'labels' | 'views', number>>,
): string | undefined {
  if (kind === FeatureKind.UNSPECIFIED || dataType === DataType.UNSPECIFIED) {
    return 'expected a kind and a data type, found them not set';
  }
  if (shape.length === 0 || shape.some((size) => size < 1)) {
    return `expected positive dimensions, found [${shape}]`;
  }
  if (kind === FeatureKind.SEGMENTATION && shape[0] !== classes) {
    return `expected ${classes} classes first, found [${shape}]`;
  }
  if (kind === FeatureKind.FINDING_TAGS && (shape.length !== 1 || shape[0] !== labels)) {
    return `expected [${labels} labels], found [${shape}]`;
  }
  if (kind === FeatureKind.ACTIVATION_MAPS && (shape.length !== 3 || shape[0]! > labels)) {
    return `expected [at most ${labels} labels, rows, columns], found [${shape}]`;
  }
  if (kind === FeatureKind.VIEW_SCORES && (shape.length !== 1 || shape[0] !== views)) {
    return `expected [${views} views], found [${shape}]`;
  }
  return undefined;
}
