// SPDX-License-Identifier: Apache-2.0
/**
 * What `@asarg/specialist-kit` is to the steps of a specialist, in the network's thread: the kit
 * without its server, whose modules would only make each start later.
 */
export { fillHoles, largestComponent, masksOf, maskStatistics, tensorOfMasks } from '@asarg/tensor';
export { postprocessByManifest, preprocessByProfile } from './default-steps.js';
export { isMaskOutput } from './output-form.js';
