// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@asarg/service-kit';
import type { RegistrySource } from '../registry-source.js';
import type { MeshPolicy } from '../specialist-policy.js';
import { parseRegistry, type ParsedRegistry } from './parse-registry.js';
import { watchTextFile } from './watch-text-file.js';

export interface FileSourceOptions {
  /** Path of the registry file; it may come, change and go at any time. */
  readonly path: string;
  readonly logger: Logger;
  /** Told of the policies in the file, before the listing that goes with them. */
  readonly onPolicy: (policy: MeshPolicy) => void;
}

/** The instances that a watched file lists. A file that cannot be read changes nothing. */
export function createFileSource({ path, logger, onPolicy }: FileSourceOptions): RegistrySource {
  let file: { close(): void } | undefined;
  const onUnreadable = (error: Error): void =>
    logger.error({ reason: error.message }, 'registry file unreadable; the last one holds');
  return {
    name: 'file',
    async start(onListing) {
      const onText = (text: string): void => {
        let parsed: ParsedRegistry;
        try {
          parsed = parseRegistry(text);
        } catch (error) {
          onUnreadable(error as Error);
          return;
        }
        const { listed, refused, policy, policyFaults } = parsed;
        policyFaults.forEach((reason) => logger.warn({ reason }, 'policy refused'));
        logger.info({ listed: listed.length, refused: refused.length }, 'registry file read');
        onPolicy(policy);
        onListing({ listed, refused });
      };
      file = await watchTextFile(path, { onText, onUnreadable });
    },
    close: () => file?.close(),
  };
}
