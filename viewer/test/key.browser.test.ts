// SPDX-License-Identifier: Apache-2.0
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacking, launchChromium } from './chromium.ts';
import { type ScriptedServer, startScriptedServer } from './scripted/server.ts';

describe.skipIf(lacking.length > 0)('the page of a gateway that wants a key', () => {
  let browser: Browser;
  let server: ScriptedServer;

  beforeAll(async () => {
    server = await startScriptedServer({ tempo: 0, key: 's3cret' });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const use = async (page: Page, key: string): Promise<void> => {
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Use this key' }).click();
  };

  it('should ask for the key, send the file again with it, and show the image', async () => {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.setInputFiles('input[type=file]', {
      name: 'chest.png',
      mimeType: 'image/png',
      buffer: Buffer.from('scripted'),
    });
    await page.getByRole('heading', { name: 'A key is needed' }).waitFor();
    await use(page, 'wrong');
    await page.getByRole('heading', { name: 'The key is not known' }).waitFor();
    await use(page, ' s3cret ');
    await page.getByText('Complete', { exact: true }).waitFor();
    await page.getByRole('img', { name: /Chest radiograph/ }).waitFor();
    await page.getByText('Catalogue').click();
    await page.getByText(/of \d+ classes/).waitFor();
    expect(page.url()).not.toContain('s3cret');

    // Also after a reload, but not in a tab of its own.
    await page.reload();
    await page.getByRole('option').nth(4).waitFor();
    const other = await browser.newPage();
    await other.goto(page.url());
    await other.getByRole('heading', { name: 'A key is needed' }).waitFor();
    await use(other, 's3cret');
    await other.getByRole('option').nth(4).waitFor();
    await other.close();
    await page.getByText('Provenance').click();
    await page.getByRole('link', { name: /v1.reports/ }).click();
    await page.waitForURL(/^blob:/);
    expect(JSON.parse(await page.innerText('body'))).toMatchObject({ status: 'COMPLETE' });
    await page.close();
  });
});
