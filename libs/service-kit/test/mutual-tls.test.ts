// SPDX-License-Identifier: Apache-2.0
import { DescribeResponse } from '@asarg/contracts';
import { credentials, status, type ChannelCredentials } from '@grpc/grpc-js';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CallContext, RunningServer, ServerSecurity } from '../src/index.js';
import { createCertificateAuthority, writeTlsFiles } from '../src/testing/index.js';
import type { CertificateOrder } from '../src/testing/certificate-authority.js';
import {
  openCertificates,
  tlsChannelCredentials,
  type CertificateEvent,
  type CertificateSource,
} from '../src/tls/index.js';
import { checkHealth, clientOf, describeCall, healthClientOf, startEcho } from './harness.js';

const authority = createCertificateAuthority();
const strangers = createCertificateAuthority('another authority');

let folder: string;
const closing: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tls-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) {
    await close();
  }
  await rm(folder, { recursive: true });
});

/** Certificates in files of their own, looked at often. */
async function certificatesOf(
  name: string,
  order: CertificateOrder = {},
  { issuer = authority, trusts = authority } = {},
): Promise<CertificateSource> {
  const files = await writeTlsFiles(join(folder, name), issuer.issue(order), trusts);
  return openCertificates(files, { refreshMs: 10 });
}

async function start(security: ServerSecurity, seen: CallContext[] = []): Promise<RunningServer> {
  const server = await startEcho({
    describe: (_, context) => {
      seen.push(context);
      return DescribeResponse.create();
    },
    security,
  });
  closing.push(() => server.drain(0));
  return server;
}

async function call(server: RunningServer, channel: ChannelCredentials): Promise<void> {
  const client = clientOf(server, channel);
  closing.push(() => client.close());
  await describeCall(client);
}

const serverCertificates = () => certificatesOf('server', { uris: ['spiffe://mesh/server'] });

describe('a server with certificates', () => {
  test('answers a client of its authority, whose identity the handler is told', async () => {
    const seen: CallContext[] = [];
    const server = await start({ certificates: await serverCertificates() }, seen);
    const uris = ['spiffe://mesh/fusion-llm'];
    await call(server, tlsChannelCredentials(await certificatesOf('a', { uris })));
    await call(server, tlsChannelCredentials(await certificatesOf('b', { dns: ['cxas', 'c'] })));
    await call(server, tlsChannelCredentials(await certificatesOf('c', { dns: [] })));

    expect(seen.map(({ identity }) => identity)).toEqual([
      'spiffe://mesh/fusion-llm',
      'cxas',
      undefined,
    ]);
  });

  test('refuses a client without a certificate, and one without TLS', async () => {
    const seen: CallContext[] = [];
    const server = await start({ certificates: await serverCertificates() }, seen);
    const withoutCertificate = credentials.createSsl(Buffer.from(authority.certificate));

    await expect(call(server, withoutCertificate)).rejects.toMatchObject({
      code: status.UNAVAILABLE,
    });
    await expect(call(server, credentials.createInsecure())).rejects.toMatchObject({
      code: status.UNAVAILABLE,
    });
    expect(seen).toEqual([]);
  });

  test('refuses a client of another authority', async () => {
    const seen: CallContext[] = [];
    const server = await start({ certificates: await serverCertificates() }, seen);
    const uris = ['spiffe://mesh/fusion-llm'];
    const stranger = await certificatesOf('stranger', { uris }, { issuer: strangers });

    await expect(call(server, tlsChannelCredentials(stranger))).rejects.toMatchObject({
      code: status.UNAVAILABLE,
    });
    expect(seen).toEqual([]);
  });

  test('refuses a client whose certificate is over', async () => {
    const seen: CallContext[] = [];
    const server = await start({ certificates: await serverCertificates() }, seen);
    const over = { from: new Date(Date.now() - 7_200_000), to: new Date(Date.now() - 3_600_000) };

    await expect(
      call(server, tlsChannelCredentials(await certificatesOf('over', over))),
    ).rejects.toMatchObject({ code: status.UNAVAILABLE });
    expect(seen).toEqual([]);
  });

  test('is refused by a client of another authority, and under another name', async () => {
    const server = await start({ certificates: await serverCertificates() });
    const elsewhere = await start({
      certificates: await certificatesOf('elsewhere', { ips: ['10.1.2.3'], dns: ['elsewhere'] }),
    });
    const distrustful = await certificatesOf('a', {}, { trusts: strangers });
    const trusting = await certificatesOf('b');

    await expect(call(server, tlsChannelCredentials(distrustful))).rejects.toMatchObject({
      code: status.UNAVAILABLE,
    });
    await expect(call(elsewhere, tlsChannelCredentials(trusting))).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      details: expect.stringContaining("IP: 127.0.0.1 is not in the cert's list"),
    });
  });

  test('answers health without TLS where it is told to, and nothing else there', async () => {
    const server = await start({
      certificates: await serverCertificates(),
      healthListen: '127.0.0.1:0',
    });
    const address = server.healthAddress!;
    const health = healthClientOf({ address });
    closing.push(() => health.close());
    const plain = clientOf({ address });
    closing.push(() => plain.close());

    expect(await checkHealth(health, '')).toBe('SERVING');
    server.setServing('', false);
    expect(await checkHealth(health, '')).toBe('NOT_SERVING');
    await expect(describeCall(plain)).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
    await server.drain(0);
    await expect(checkHealth(health, '')).rejects.toMatchObject({ code: status.UNAVAILABLE });
  });

  test('whose health address is in use does not start', async () => {
    const { address } = await start({});
    const certificates = await serverCertificates();

    await expect(start({ certificates, healthListen: address })).rejects.toThrow(
      `could not listen on ${address}`,
    );
  });
});

describe('changed files', () => {
  /** Serial number of the certificate that a server shows to a new connection. */
  async function shownSerial(server: RunningServer, { files }: CertificateSource) {
    const { certificate, key, authorities } = files;
    const [cert, keyPem, ca] = await Promise.all(
      [certificate, key, authorities].map((file) => readFile(file)),
    );
    const socket = connect({ host: '127.0.0.1', port: server.port, cert, key: keyPem, ca });
    await once(socket, 'secureConnect');
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  }

  test('are used by the next connections of a running server; open ones stay', async () => {
    const certificates = await serverCertificates();
    const server = await start({ certificates });
    const client = await certificatesOf('client');
    const stub = clientOf(server, tlsChannelCredentials(client));
    closing.push(() => stub.close());
    await describeCall(stub);
    const before = await shownSerial(server, client);

    await writeTlsFiles(join(folder, 'server'), authority.issue(), authority);

    await vi.waitFor(async () => expect(await shownSerial(server, client)).not.toBe(before));
    await describeCall(stub);
  });

  test('are used by the next connections of a client, as another identity', async () => {
    const seen: CallContext[] = [];
    const server = await start({ certificates: await serverCertificates() }, seen);
    const certificates = await certificatesOf('client', { uris: ['spiffe://mesh/old'] });
    await call(server, tlsChannelCredentials(certificates));

    const issued = authority.issue({ uris: ['spiffe://mesh/new'] });
    await writeTlsFiles(join(folder, 'client'), issued, authority);

    await vi.waitFor(async () => {
      await call(server, tlsChannelCredentials(certificates));
      expect(seen.at(-1)?.identity).toBe('spiffe://mesh/new');
    });
    expect(seen[0]?.identity).toBe('spiffe://mesh/old');
  });

  test('with another authority make a server refuse the clients of the one before', async () => {
    const certificates = await serverCertificates();
    const server = await start({ certificates });
    const old = await certificatesOf('old');
    await call(server, tlsChannelCredentials(old));

    await writeFile(certificates.files.authorities, strangers.certificate);

    const next = await certificatesOf('next', {}, { issuer: strangers });
    await vi.waitFor(() => call(server, tlsChannelCredentials(next)));
    await expect(call(server, tlsChannelCredentials(old))).rejects.toMatchObject({
      code: status.UNAVAILABLE,
    });
  });

  test('are not used before key and certificate belong together', async () => {
    const events: CertificateEvent[] = [];
    const certificates = await serverCertificates();
    closing.push(certificates.onEvent((event) => events.push(event)));
    const server = await start({ certificates });
    const client = await certificatesOf('client');
    const before = await shownSerial(server, client);
    const issued = authority.issue();

    await writeFile(certificates.files.certificate, issued.certificate);
    await vi.waitFor(() => expect(events.map(({ kind }) => kind)).toEqual(['kept']));
    expect(events[0]).toMatchObject({
      reason: expect.stringContaining(
        `ASARG_TLS_KEY: expected the key of the certificate ${certificates.files.certificate}`,
      ),
    });
    expect(await shownSerial(server, client)).toBe(before);

    await writeFile(certificates.files.key, issued.key);
    await vi.waitFor(() => expect(events.at(-1)?.kind).toBe('reloaded'));
    expect(await shownSerial(server, client)).not.toBe(before);
  });
});
