// SPDX-License-Identifier: Apache-2.0
// Completes the CycloneDX document that `npm sbom` wrote (the file that is named) by Node itself and
// the Debian packages of the system it runs on, and prints it. What it already says of those is replaced.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
const sbom = JSON.parse(readFileSync(file, 'utf8'));
const fromSystem = /^pkg:(deb|generic)\//;
const rest = sbom.components.filter(({ purl }) => !fromSystem.test(purl));
const components = [...rest, nodeItself(), ...systemPackages()];
// npm names the document after the folder that it was made in.
sbom.metadata.component = { ...sbom.metadata.component, type: 'container', name: 'asarg-mesh' };
process.stdout.write(`${JSON.stringify({ ...sbom, components })}\n`);

function nodeItself() {
  const { version } = process;
  const purl = `pkg:generic/node@${version.slice(1)}`;
  return { 'bom-ref': purl, type: 'platform', name: 'node', version: version.slice(1), purl };
}

function systemPackages() {
  const { ID: id, VERSION_ID: release } = osRelease();
  const format = '${Package}\t${Version}\t${Architecture}\t${source:Package}\n';
  const listed = execFileSync('dpkg-query', ['--show', '--showformat', format], {
    encoding: 'utf8',
  });
  return listed
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [name, version, arch, source] = line.split('\t');
      const qualifiers = `arch=${arch}&distro=${id}-${release}`;
      const purl = `pkg:deb/${id}/${name}@${encodeURIComponent(version)}?${qualifiers}`;
      const properties = [{ name: 'dpkg:source', value: source }];
      return { 'bom-ref': purl, type: 'library', name, version, purl, properties };
    });
}

function osRelease() {
  const lines = readFileSync('/etc/os-release', 'utf8').trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => {
      const [key, ...value] = line.split('=');
      return [key, value.join('=').replaceAll('"', '')];
    }),
  );
}
