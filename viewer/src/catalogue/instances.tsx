// SPDX-License-Identifier: Apache-2.0
import type { Comparison, Registry, Specialist } from '../api/mesh-types';
import { Disclosure } from '../details/disclosure';
import { groupInstances, type SpecialistGroup } from './group-instances';
import { StateMark } from './state-mark';

/** Every specialist of the mesh: what it serves, and its instances with their states. */
export function Instances({ registry }: { readonly registry: Registry }) {
  return (
    <section class="instances" aria-label="Specialists">
      <div class="instances-head">
        <h3>Specialists</h3>
        {typeof registry.epoch === 'number' && (
          <span class="panel-figure">registry epoch {registry.epoch}</span>
        )}
      </div>
      {registry.specialists.length === 0 && <p class="quiet">No specialist is listed.</p>}
      <ul>
        {groupInstances(registry).map((group) => (
          <li key={group.name} class="specialist">
            <div class="specialist-name">
              <h4>{group.name}</h4>
              <Serves {...group} />
            </div>
            <ul>
              {group.instances.map((instance) => (
                <Instance key={instance.address} {...instance} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Serves({ slots, further }: SpecialistGroup) {
  return (
    <div class="quiet">
      {slots.length > 0 ? `feeds ${slots.join(', ')}` : 'feeds no slot'}
      {further.length > 0 && (
        <Disclosure
          summary={`${further.length} further ${further.length === 1 ? 'class' : 'classes'}`}
          title="No slot of the fusion knows them: they serve grounding and viewing"
        >
          {further.map(({ name }) => name).join(', ')}
        </Disclosure>
      )}
    </div>
  );
}

function Instance({ state, version, address, source, reason, shadow }: Specialist) {
  return (
    <li class="instance">
      <StateMark state={state} />
      <span class="instance-version">{version || '–'}</span>
      <span class="instance-address">{address}</span>
      {source && <span class="quiet">{source}</span>}
      {reason && <span class="reason">{reason}</span>}
      {shadow && <span class="reason">{comparisonWords(shadow)}</span>}
    </li>
  );
}

function comparisonWords(shadow: Comparison): string {
  const { reports, failures, classes, outputs, textDifference, waitsFor } = shadow;
  const least = (values: readonly number[]) => Math.min(...values).toFixed(3);
  const items = [
    `compared over ${reports} ${reports === 1 ? 'report' : 'reports'}`,
    failures > 0 && `failed in ${failures}`,
    classes.length > 0 && `least Dice ${least(classes.map(({ dice }) => dice))}`,
    outputs.length > 0 && `least cosine ${least(outputs.map(({ cosine }) => cosine))}`,
    `${(100 * textDifference).toFixed(1)} % of words differ`,
    waitsFor && `promotion waits for ${waitsFor}`,
  ];
  return items.filter(Boolean).join(', ');
}
