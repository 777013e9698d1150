// SPDX-License-Identifier: Apache-2.0
// What a container runs, and the settings that it has unless the environment says otherwise: it
// listens on every interface, models are below /bundles, reports in /data.

/** Settings of each service by its name. */
export const services = {
  gateway: { ASARG_HTTP: '0.0.0.0:8080', ASARG_DATA: '/data', ASARG_FUSION: 'fusion-llm:7010' },
  'fusion-llm': {
    ASARG_LISTEN: '0.0.0.0:7010',
    ASARG_BUNDLE: '/bundles/fusion',
    ASARG_REGISTRY: '/etc/asarg/registry.json',
  },
  vision: { ASARG_LISTEN: '0.0.0.0:7011', ASARG_BUNDLE: '/bundles/vision' },
  'lvm-med': { ASARG_LISTEN: '0.0.0.0:7012', ASARG_BUNDLE: '/bundles/lvm-med' },
  cxas: { ASARG_LISTEN: '0.0.0.0:7013', ASARG_BUNDLE: '/bundles/cxas' },
};

/** The setting of a service's container: what the environment says, else the default. */
export const settingOf = (service, variable) =>
  process.env[variable] || services[service][variable];
