// SPDX-License-Identifier: Apache-2.0
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { lacking, launchChromium } from './chromium.ts';
import { type ScriptedServer, startScriptedServer } from './scripted/server.ts';

if (lacking.length > 0)
  process.stdout.write(`viewer in Chromium: skipped, ${lacking.join('; ')}\n`);

describe.skipIf(lacking.length > 0)('the page in Chromium', () => {
  let browser: Browser;
  let server: ScriptedServer;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    server = await startScriptedServer({ tempo: 0.2 });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    faults = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
    });
    await page.goto(server.url);
  });
  afterEach(async () => {
    await page.close();
    expect(faults).toEqual([]);
  });

  const upload = (name: string) =>
    page.setInputFiles('input[type=file]', {
      name,
      mimeType: 'image/png',
      buffer: Buffer.from('scripted'),
    });
  const sentences = () => page.getByRole('option');
  const picture = () => page.getByRole('img', { name: /Chest radiograph/ });
  const said = () => page.getByTestId('announcer').textContent();
  const allSentences = () => sentences().nth(4).waitFor();
  const finished = () => page.getByText('Complete', { exact: true }).waitFor();

  it('should follow an upload to its finished report and link to it', async () => {
    await upload('chest.png');
    await finished();
    expect(await sentences().count()).toBe(5);
    expect(await sentences().nth(1).textContent()).toContain('Contradicted');
    expect(await page.getByRole('row', { name: /decode 885 ms 1,420 ms/ }).count()).toBe(1);
    expect(page.url()).toMatch(/\?report=complete-\d+$/);
    await page.reload();
    await allSentences();
    await page.goBack();
    await page.getByText('Drop a frontal chest radiograph').waitFor();
  });

  it('should mark what the report waited for, and add it up', async () => {
    await page.goto(`${server.url}/?report=demo`);
    await allSentences();
    const row = (name: RegExp) => page.locator('.waterfall').getByRole('row', { name });
    await row(/^run 198 ms 431 ms the report waited for it$/).waitFor();
    expect(await row(/waited for it$/).count()).toBe(15);
    expect(await row(/^attempt 1 another was faster, first, 127.0.0.1:7012/).count()).toBe(1);
    expect(await row(/^run in a batch of 4 147 ms 291 ms$/).count()).toBe(1);
    expect(
      await row(/^Sum of what it waited for; most, decode: 1,420 ms, 61.0 % 2,329 ms$/).count(),
    ).toBe(1);
    await page.goto(`${server.url}/?report=partial-1`);
    await allSentences();
    expect(await row(/^call DEADLINE_EXCEEDED 106 ms 580 ms the report/).count()).toBe(1);
  });

  it('should show the waterfall of a report of an older gateway, unmarked', async () => {
    await page.goto(`${server.url}/?report=old-1`);
    await allSentences();
    const table = page.locator('.waterfall');
    await table.getByRole('row', { name: /^decode 885 ms 1,420 ms$/ }).waitFor();
    expect(await table.locator('.critical, tfoot').count()).toBe(0);
  });

  it('should send the options that were filled in, and no others', async () => {
    await page.getByText('Generation options').click();
    await page.getByLabel(/Seed/).fill('41');
    await upload('chest.png');
    await finished();
    const body = server.uploads.at(-1) ?? '';
    expect(body).toMatch(/name="seed"\r\n\r\n41\r\n/);
    expect(body).not.toContain('temperature');
  });

  it('should show only the regions of the sentence under the pointer', async () => {
    await page.goto(`${server.url}/?report=demo`);
    await allSentences();
    expect(await picture().getAttribute('aria-label')).toContain('all sentences');
    await sentences().nth(1).hover();
    await expect
      .poll(() => picture().getAttribute('aria-label'))
      .toBe('Chest radiograph with the regions of sentence 2: costophrenic angles');
    await page.mouse.move(5, 300);
    await expect.poll(() => picture().getAttribute('aria-label')).toContain('all sentences');
  });

  it('should draw the masks where the boxes are', async () => {
    await page.goto(`${server.url}/?report=demo`);
    await allSentences();
    await sentences().nth(3).hover();
    // Away from the clavicles the overlay is clear; on them it is not.
    const alphaAt = (x: number, y: number) =>
      page.evaluate(
        ([x = 0, y = 0]) => {
          const canvas = document.querySelectorAll<HTMLCanvasElement>('.image-stage canvas')[1];
          if (!canvas) return -1;
          const scale = Math.min(canvas.width / 1000, canvas.height / 1200);
          const left = (canvas.width - 1000 * scale) / 2 + x * scale;
          const top = (canvas.height - 1200 * scale) / 2 + y * scale;
          const near = canvas.getContext('2d')?.getImageData(left - 2, top - 2, 5, 5).data ?? [];
          return Math.max(...Array.from(near).filter((_, at) => at % 4 === 3));
        },
        [x, y],
      );
    await expect.poll(() => alphaAt(300, 192)).toBeGreaterThan(0);
    expect(await alphaAt(560, 720)).toBe(0);
  });

  it('should be walked through by keyboard and say so', async () => {
    await page.goto(`${server.url}/?report=demo`);
    await allSentences();
    await page.keyboard.press('j');
    await expect
      .poll(said)
      .toBe('Sentence 1 of 5, supported, regions: heart, right lung, left lung');
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
    const list = page.getByRole('listbox');
    await expect.poll(() => list.getAttribute('aria-activedescendant')).toBe('sentence-1');
    expect(await sentences().nth(1).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Escape');
    await expect.poll(() => list.getAttribute('aria-activedescendant')).toBeNull();
    const invert = page.getByRole('button', { name: 'Invert' });
    await page.keyboard.press('i');
    await expect.poll(() => invert.getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('+');
    await expect.poll(() => page.getByLabel('Zoom', { exact: true }).textContent()).toBe('1.3×');
    await page.keyboard.press('0');
    await expect.poll(() => invert.getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press('s');
    await expect.poll(() => picture().getAttribute('aria-label')).toContain('no regions shown');
    await page.keyboard.press('w');
    await expect.poll(() => page.locator('.waterfall').isVisible()).toBe(false);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  it('should find the sentence of a region that is clicked', async () => {
    await page.goto(`${server.url}/?report=demo`);
    await allSentences();
    const frame = await page.locator('.image-stage').boundingBox();
    if (!frame) throw new Error('expected the image on the page');
    const scale = Math.min(frame.width / 1000, frame.height / 1200);
    const left = frame.x + (frame.width - 1000 * scale) / 2 + 200 * scale;
    const top = frame.y + (frame.height - 1200 * scale) / 2 + 870 * scale;
    await expect
      .poll(async () => {
        await page.mouse.click(left, top);
        return said();
      })
      .toContain('costophrenic angles');
  });

  it('should take a lost connection up again where it broke', async () => {
    await upload('broken.png');
    await finished();
    expect(await sentences().count()).toBe(5);
    expect(Number(server.connections.at(-1))).toBeGreaterThan(0);
  });

  it('should say loudly what a partial report lacks', async () => {
    await upload('partial.png');
    await page.getByRole('heading', { name: 'Partial report' }).waitFor();
    expect(await page.locator('.notice-partial').textContent()).toContain(
      'anatomy: missing (cxas)',
    );
  });

  it('should show what was expected and found, and go on after it', async () => {
    await upload('text.png');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('ExpectedDICOM Part 10, PNG or JPEG');
    expect(await alert.textContent()).toContain('Foundtext (first bytes 48 65 6c 6c 6f)');
    await upload('chest.png');
    await finished();
  });

  it('should show what the input gate found, and insist on a report if asked to', async () => {
    await upload('photo.png');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('Foundanother kind of image (p 0.97)');
    await page.getByRole('button', { name: 'Report with a warning' }).click();
    await finished();
    expect(server.uploads.at(-1)).toMatch(/name="gate"\r\n\r\nwarn\r\n/);
  });

  it('should tell the view and how regions came to be', async () => {
    await page.goto(`${server.url}/?report=demo`);
    await allSentences();
    await page.getByText('frontal view, p 0.99').first().waitFor();
    expect(await sentences().nth(1).textContent()).toContain('derived');
  });

  it('should tell what ran for each slot, what stood in, and how often it was asked', async () => {
    await page.goto(`${server.url}/?report=gaps-1`);
    await allSentences();
    const rows = page.locator('.contributions');
    const row = (name: string) => rows.getByRole('row', { name: new RegExp(`^${name}`) });
    expect(await row('vision').textContent()).toContain('required');
    const medical = row('medical');
    expect(await medical.textContent()).toContain(
      'compact-lvm-med 0.1.0127.0.0.1:7112 · bbbb81f09ac2',
    );
    await medical.getByText('answered by 2nd of 2, hedged after 210 ms').click();
    await medical.getByText('127.0.0.1:7012: at 0 ms for 560 ms, another was faster').waitFor();
    await row('anatomy').getByText('null embedding for 3 of 7 classes').click();
    await row('anatomy').getByText('diaphragm, left hemidiaphragm, class 999').waitFor();
  });

  it('should list the instances of each specialist, and classes that no slot knows', async () => {
    await page.locator('.catalogue summary').first().click();
    const mesh = page.getByRole('region', { name: 'Specialists' });
    const cxas = mesh.locator('.specialist').filter({ hasText: 'feeds anatomy' });
    await cxas.getByText('promotion waits for 8 more reports').waitFor();
    expect(await cxas.locator('.instance-state').allTextContents()).toEqual(['active', 'shadow']);
    await mesh.getByText('2 further classes').click();
    await mesh.getByText('pacemaker, sternal wire').waitFor();
    await mesh.getByText('latent [512]: expected finite values, found NaN').waitFor();
  });

  it('should list the catalogue by superclass, filtered by words and provenance', async () => {
    const panel = page.locator('.catalogue');
    expect(await panel.getAttribute('open')).toBeNull();
    await panel.locator('summary').first().click();
    await panel.getByText('214 of 214 classes').waitFor();
    await panel.getByRole('searchbox').fill('effusion left');
    await panel.getByText('1 of 214 classes').waitFor();
    expect(await panel.locator('.class-groups').textContent()).toMatch(
      /160pleural effusion leftweak/,
    );
    await panel.getByRole('searchbox').fill('');
    await panel.getByRole('button', { name: /measured/ }).click();
    await panel.getByText('5 of 214 classes').waitFor();
  });

  it('should show why a report failed, and an unknown one', async () => {
    await upload('failed.png');
    await page.getByRole('heading', { name: 'The report could not be written' }).waitFor();
    await page.goto(`${server.url}/?report=unknown-report`);
    await page.getByRole('heading', { name: 'There is no such report' }).waitFor();
  });

  it.each([1280, 390])('should not scroll sideways at %i px', async (width) => {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${server.url}/?report=partial-1`);
    await allSentences();
    await page.locator('.catalogue summary').first().click();
    await page.getByText('214 of 214 classes').waitFor();
    for (const summary of await page.locator('.disclosure summary').all()) await summary.click();
    await page.getByText('pacemaker, sternal wire').waitFor();
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(excess).toBeLessThanOrEqual(0);
  });
});
