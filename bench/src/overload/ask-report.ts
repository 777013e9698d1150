// SPDX-License-Identifier: Apache-2.0
import { Agent, request } from 'node:http';

/** What a client got for one request. */
export interface Asked {
  /** When it was sent and answered, in milliseconds of this process's clock. */
  readonly sentMs: number;
  readonly answeredMs: number;
  /** HTTP status; 0 if there was none. */
  readonly status: number;
  /** Status of the report, where there is one. */
  readonly report?: string;
  /** Whether the answer came within the time that the client gave it. */
  readonly inTime: boolean;
  /** Name of the key. */
  readonly client: string;
}

/** Asks a gateway for reports on one image, over connections that are kept. */
export interface ReportAsker {
  ask(client: string, key: string): Promise<Asked>;
  close(): void;
}

/** @param deadlineSeconds the time in which a report is wanted; the gateway is told. */
export function createReportAsker(
  url: string,
  image: Buffer,
  fields: Readonly<Record<string, string>>,
  deadlineSeconds: number,
): ReportAsker {
  const agent = new Agent({ keepAlive: true });
  const boundary = 'asarg-overload';
  const texts = Object.entries(fields).map(([name, value]) =>
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    ),
  );
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="image"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const body = Buffer.concat([
    ...texts,
    Buffer.from(head),
    image,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const headers = {
    'Content-Type': `multipart/form-data; boundary=${boundary}`,
    'Content-Length': body.length,
    Prefer: `wait=${deadlineSeconds}`,
    'X-Request-Timeout': String(deadlineSeconds),
  };

  return {
    ask(client, key) {
      const sentMs = performance.now();
      return new Promise((resolve) => {
        const end = (status: number, report?: string): void => {
          const answeredMs = performance.now();
          const inTime = answeredMs - sentMs <= deadlineSeconds * 1000;
          resolve({ sentMs, answeredMs, status, report, inTime, client });
        };
        const sent = request(`${url}/v1/reports`, {
          method: 'POST',
          agent,
          headers: { ...headers, Authorization: `Bearer ${key}` },
        });
        sent.on('error', () => end(0));
        sent.on('response', (response) => {
          const status = response.statusCode ?? 0;
          const chunks: Buffer[] = [];
          response.on('error', () => end(0));
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const isReport = status === 201 || status === 202;
            const text = isReport ? Buffer.concat(chunks).toString() : undefined;
            end(status, text && (JSON.parse(text) as { status: string }).status);
          });
        });
        sent.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}
