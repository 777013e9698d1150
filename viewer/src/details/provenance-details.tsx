// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { KeyedLink } from '../access/keyed-link';
import type { Report } from '../api/report-types';

/** Everything that says how this report came to be, so that it can be made again. */
export function ProvenanceDetails({ report }: { readonly report: Report }) {
  const { provenance, image } = report;
  if (!provenance) return null;
  const { models = [], fusion, options = {}, software } = provenance;
  const chosen = Object.entries(options).filter(([, value]) => String(value ?? '') !== '');
  return (
    <details class="panel provenance">
      <summary>
        <h2>Provenance</h2>
      </summary>
      <dl class="facts">
        <Fact name="Pipeline digest">
          <code>{provenance.pipelineDigest ?? 'not recorded'}</code>
        </Fact>
        <Fact name="Input digest">
          <code>{provenance.inputDigest ?? 'not recorded'}</code>
        </Fact>
        <Fact name="Options">
          {chosen.length > 0
            ? chosen.map(([name, value]) => `${name} ${value}`).join(', ')
            : 'not recorded'}
        </Fact>
        {image && (
          <Fact name="Image">
            {[
              `${image.width} × ${image.height} px`,
              image.source?.toUpperCase(),
              image.view,
              report.view && `${report.view.name} view, p ${report.view.probability.toFixed(3)}`,
              image.spacing &&
                `${image.spacing.columnMm.toFixed(3)} × ${image.spacing.rowMm.toFixed(3)} mm per px`,
            ]
              .filter(Boolean)
              .join(', ')}
          </Fact>
        )}
        {typeof report.epoch === 'number' && <Fact name="Registry epoch">{report.epoch}</Fact>}
        {report.traceId && (
          <Fact name="Trace">
            <code>{report.traceId}</code>
          </Fact>
        )}
        {software && <Fact name="Software">{`${software.name} ${software.version}`}</Fact>}
        {report.createdAt && <Fact name="Made">{report.createdAt}</Fact>}
        <Fact name="JSON">
          <KeyedLink href={`/v1/reports/${encodeURIComponent(report.id)}`}>
            /v1/reports/{report.id}
          </KeyedLink>
        </Fact>
      </dl>
      <table class="records">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Version</th>
            <th scope="col">Pixel profile</th>
            <th scope="col">Licence</th>
            <th scope="col">Digest</th>
          </tr>
        </thead>
        <tbody>
          {[...models, ...(fusion ? [{ role: 'fusion', ...fusion }] : [])]
            .filter((model, at, all) => all.findIndex((m) => m.digest === model.digest) === at)
            .map((model) => (
              <tr key={`${model.role} ${model.name}`}>
                <th scope="row">
                  {model.name} <span class="quiet">{model.role}</span>
                </th>
                <td data-name="Version">{model.version}</td>
                <td data-name="Pixel profile">
                  {('pixelProfile' in model && model.pixelProfile) || '–'}
                </td>
                <td data-name="Licence">{('licence' in model && model.licence) || '–'}</td>
                <td data-name="Digest">
                  <code class="digest">{model.digest}</code>
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </details>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
