// SPDX-License-Identifier: Apache-2.0
/** What this process was told of telemetry, and what it was told to import. */
export function telemetry() {
  const told = Object.entries(process.env).filter(([name]) => name.startsWith('OTEL_'));
  return {
    imports: process.execArgv.filter((item) => item !== '--import'),
    ...Object.fromEntries(told),
  };
}
