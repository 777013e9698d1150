// SPDX-License-Identifier: Apache-2.0

/** Whether a shape is one of those described, where -1 stands for any size. */
export function fits(shape: readonly number[], described: readonly number[]): boolean {
  return (
    shape.length === described.length &&
    described.every((size, axis) => size === -1 || size === shape[axis])
  );
}
