// SPDX-License-Identifier: Apache-2.0
import { watch, type FSWatcher } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';

/** Told of a watched file. */
export interface TextFileListener {
  /** The content, at first and whenever it has changed. */
  onText(text: string): void;
  /** The file cannot be read; said again only after it could or for another reason. */
  onUnreadable(error: Error): void;
}

/** How often the content is looked at besides the file system's events. */
const pollMs = 1000;

/**
 * Watches a text file by content. The folder is watched, not the file, so that atomic replacement
 * (write aside, rename) is seen; polling covers file systems that send no events. Resolves after
 * the first look; the file need not exist.
 */
export async function watchTextFile(
  path: string,
  listener: TextFileListener,
): Promise<{ close(): void }> {
  const file = resolve(path);
  let lastText: string | undefined;
  let lastFault: string | undefined;
  let closed = false;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      const fault = error instanceof Error ? error : new Error(String(error));
      if (!closed && fault.message !== lastFault) {
        lastFault = fault.message;
        listener.onUnreadable(fault);
      }
      return;
    }
    lastFault = undefined;
    if (!closed && text !== lastText) {
      lastText = text;
      listener.onText(text);
    }
  }

  // One look after another: a later content is never overtaken by an earlier one.
  const lookAgain = () => {
    looking = looking.then(look);
  };
  const watcher = watchFolder(file, lookAgain);
  const timer = setInterval(lookAgain, pollMs);
  timer.unref();
  await look();
  return {
    close() {
      closed = true;
      clearInterval(timer);
      watcher?.close();
    },
  };
}

function watchFolder(file: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(dirname(file), { persistent: false }, (_, name) => {
      if (name === null || name === basename(file)) {
        onChange();
      }
    });
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined; // No such folder yet: polling finds the file when it comes.
  }
}
