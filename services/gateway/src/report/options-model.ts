// SPDX-License-Identifier: Apache-2.0
import { GateMode, type GenerationOptions } from '@asarg/contracts';
import type { OptionsModel } from './report-parts-model.js';

/** Options as the API shows them. */
export function optionsModel({ without, gate, ...numbers }: GenerationOptions): OptionsModel {
  return { ...numbers, without: [...without], gate: gate === GateMode.WARN ? 'warn' : 'enforce' };
}
