// SPDX-License-Identifier: Apache-2.0

/** A factory as a constructor, which is what grpc-js takes for its extensions. */
export function constructorOf<Arguments extends unknown[], Made extends object>(
  create: (...args: Arguments) => Made,
): new (...args: Arguments) => Made {
  // A constructor that returns an object makes that one; arrow functions are none.
  return function constructed(...args: Arguments): Made {
    return create(...args);
  } as never;
}
