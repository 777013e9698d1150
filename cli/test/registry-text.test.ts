// SPDX-License-Identifier: Apache-2.0
import { SpecialistState } from '@asarg/contracts';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { registryChanges } from '../src/specialist/registry/registry-changes.js';
import { bindingsJson, instancesJson } from '../src/specialist/registry/registry-json.js';
import { renderBindings } from '../src/specialist/registry/render-bindings.js';
import { renderChange } from '../src/specialist/registry/render-change.js';
import { renderInstances } from '../src/specialist/registry/render-instances.js';
import { describeTerminal } from '../src/terminal.js';
import { widthOf } from '../src/text-layout.js';
import { sampleRegistry } from './sample-registry.js';

const terminal = (columns: number, isTTY = false) =>
  describeTerminal({ isTTY, columns }, { LANG: 'C.UTF-8' });
const instances = instancesJson(sampleRegistry());
const bindings = bindingsJson(sampleRegistry());

describe('asarg specialist list', () => {
  it('has a line for each instance, and why one is not active', () => {
    expect(renderInstances(instances, terminal(80))).toMatchInlineSnapshot(`
      "  name     state        version             address         source
        cxas     active       1.0.0+0123456789ab  127.0.0.1:7013  file
        cxas     shadow       1.1.0+cafe00112233  127.0.0.1:7113  lease
                 1.0.0+0123456789ab is active
        lvm-med  quarantined  1.0.0+0123456789ab  127.0.0.1:7012  file
                 latent: expected finite values, found NaN
        vision   discovered                       127.0.0.1:7011  kubernetes
                 not reached yet

        epoch 7
        cxas uses 1.0.0+0123456789ab, before it 0.9.0+fedcba987654 (promoted by
        command)
      "
    `);
  });

  it('tells model, probe and comparison when asked', () => {
    expect(renderInstances(instances, terminal(80), true)).toMatchInlineSnapshot(`
      "  name     state        version             address         source
        cxas     active       1.0.0+0123456789ab  127.0.0.1:7013  file
                 cxas-compact 1.0.0 · rank-squash@1 · cpu · MIT
                 probe passed in 41 ms: finite, repeatable
        cxas     shadow       1.1.0+cafe00112233  127.0.0.1:7113  lease
                 1.0.0+0123456789ab is active
                 cxas-compact 1.0.0 · rank-squash@1 · cpu · MIT
                 compared over 12 reports · failed in 1 · words that differ 2.1 %
                 findings differ in 1
                 least Dice 0.912 (class 121, 2 compared) · pooled cosine 0.991
                 promotion waits for 8 more reports
        lvm-med  quarantined  1.0.0+0123456789ab  127.0.0.1:7012  file
                 latent: expected finite values, found NaN
                 lvm-med-compact 1.0.0 · rank-squash@1 · cpu · MIT
                 probe failed at finite: expected finite values, found NaN
        vision   discovered                       127.0.0.1:7011  kubernetes
                 not reached yet

        epoch 7
        cxas uses 1.0.0+0123456789ab, before it 0.9.0+fedcba987654 (promoted by
        command)
      "
    `);
  });

  it('puts below what does not fit beside', () => {
    expect(renderInstances(instances, terminal(44))).toMatchInlineSnapshot(`
      "  name     state        version
        cxas     active       1.0.0+0123456789ab
                 127.0.0.1:7013 · file
        cxas     shadow       1.1.0+cafe00112233
                 127.0.0.1:7113 · lease
                 1.0.0+0123456789ab is active
        lvm-med  quarantined  1.0.0+0123456789ab
                 127.0.0.1:7012 · file
                 latent: expected finite values,
                 found NaN
        vision   discovered
                 127.0.0.1:7011 · kubernetes
                 not reached yet

        epoch 7
        cxas uses 1.0.0+0123456789ab, before it
        0.9.0+fedcba987654 (promoted by command)
      "
    `);
  });

  it('says so when nothing is listed', () => {
    const empty = { epoch: 1, versions: [], specialists: [] };
    expect(renderInstances(empty, terminal(80))).toBe('  no specialist is listed\n\n  epoch 1\n');
  });
});

describe('asarg specialist bindings', () => {
  it('tells what feeds a slot, what stands in, and what serves grounding only', () => {
    expect(renderBindings(bindings, terminal(80))).toMatchInlineSnapshot(`
      "  slot    specialist  bound           takes
        vision  –           nothing         patch tokens
                the null embedding stands in
                'vision' is DISCOVERED: not reached yet
        cxas    cxas        2 of 3 classes  segmentation
                the null embedding stands in for 1 class
                'cxas' offers 2 of 3 classes; missing: 32

        cxas: 1 further class, for grounding and viewing only
          900 pacemaker

        epoch 7
      "
    `);
  });

  it('lists classes that no slot knows, but none that was never trained', () => {
    expect(bindings.groundingOnly).toEqual([
      { specialist: 'cxas', classes: [{ id: 900, name: 'pacemaker' }] },
    ]);
  });
});

describe('both', () => {
  it('never write past the width, and colour changes nothing else', () => {
    for (let columns = 40; columns <= 110; columns++) {
      for (const render of [
        (isTTY: boolean) => renderInstances(instances, terminal(columns, isTTY), true),
        (isTTY: boolean) => renderBindings(bindings, terminal(columns, isTTY)),
      ]) {
        expect(stripVTControlCharacters(render(true))).toBe(render(false));
        for (const line of render(false).split('\n')) {
          expect(widthOf(line), `${columns}: ${line}`).toBeLessThanOrEqual(columns);
        }
      }
    }
  });

  it('let no control character of a specialist reach the terminal', () => {
    const [first, ...rest] = instances.specialists;
    const evil = { ...first!, reason: 'clear\u001B[2J', version: '\u0007' };
    const text = renderInstances(
      { ...instances, specialists: [evil, ...rest] },
      terminal(80),
      true,
    );
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/);
  });
});

describe('changes of a registry', () => {
  it('are none between equal states', () => {
    expect(registryChanges(sampleRegistry(), sampleRegistry())).toEqual([]);
  });

  it('are told once each: instances, versions, slots', () => {
    const [before, after] = [sampleRegistry(), sampleRegistry()];
    const [old, next] = after.specialists;
    Object.assign(old!, { state: SpecialistState.DRAINING, reason: 'reports may still use it' });
    Object.assign(next!, { state: SpecialistState.ACTIVE, reason: '' });
    after.specialists.pop();
    Object.assign(after.versions[0]!, { version: '1.1.0+cafe00112233', reason: 'by command' });
    Object.assign(after.bindings[1]!, { boundClasses: [31, 32, 121], reason: '' });
    after.epoch = 8;

    const changes = registryChanges(before, after);
    const at = new Date(2026, 0, 2, 3, 4, 5);

    expect(changes.map((change) => renderChange(change, at, terminal(80)))).toEqual([
      '03:04:05  cxas 127.0.0.1:7013  active → draining  1.0.0+0123456789ab  reports may still use it',
      '03:04:05  cxas 127.0.0.1:7113  shadow → active  1.1.0+cafe00112233',
      '03:04:05  vision 127.0.0.1:7011  discovered → gone',
      '03:04:05  cxas reports use 1.0.0+0123456789ab → 1.1.0+cafe00112233  epoch 8  by command',
      '03:04:05  slot cxas fed by cxas, 3 of 3 classes',
    ]);
    expect(
      registryChanges({ ...before, specialists: [], versions: [], bindings: [] }, after),
    ).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ what: 'instance', from: '', to: 'active' }),
      ]),
    );
  });
});
