// SPDX-License-Identifier: Apache-2.0
import { registerHooks } from 'node:module';
import type { SpecialistSteps } from './specialist-steps.js';

const kit = '@asarg/specialist-kit';
const stepsDoor = new URL('./steps.js', import.meta.url).href;

/**
 * Imports the module of a specialist's own steps; Node strips the types of a `.ts` file. Wherever
 * it lies, `@asarg/specialist-kit` is the part for steps of the kit that loads it.
 * @throws what the import throws.
 */
export async function importSteps(url: string): Promise<SpecialistSteps> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === kit ? { url: stepsDoor, shortCircuit: true } : next(specifier, context),
    // Without a package.json beside it Node would have to guess, and would say so.
    load: (loaded, context, next) =>
      next(
        loaded,
        loaded === url && url.endsWith('.ts')
          ? { ...context, format: 'module-typescript' }
          : context,
      ),
  });
  try {
    return (await import(url)) as SpecialistSteps;
  } finally {
    hooks.deregister();
  }
}
