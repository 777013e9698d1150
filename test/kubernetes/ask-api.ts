// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';

/** How a Kubernetes API is reached, and as whom. */
export interface ApiAccess {
  readonly url: string;
  readonly caFile: string;
  readonly token: string;
}

/** An answer of the API that is no success. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * One request to a Kubernetes API. @returns its JSON, or its text where it is none.
 * @throws ApiError with the status and the API's own words.
 */
export async function askApi<Answer = unknown>(
  { url, caFile, token }: ApiAccess,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const content = body === undefined ? undefined : JSON.stringify(body);
  const { status, answer } = await new Promise<{ status: number; answer: string }>(
    (resolve, reject) => {
      const sent = request(
        new URL(path, url),
        {
          method,
          ca: readFileSync(caFile),
          agent: false,
          headers: {
            authorization: `Bearer ${token}`,
            ...(content && { 'content-type': 'application/json' }),
          },
        },
        (response) =>
          void text(response).then(
            (answer) => resolve({ status: response.statusCode!, answer }),
            reject,
          ),
      );
      sent.on('error', reject);
      sent.end(content);
    },
  );
  const parsed: unknown = answer.startsWith('{') ? JSON.parse(answer) : answer;
  if (status >= 300) {
    const { message = answer } = parsed as { message?: string };
    throw new ApiError(status, `${method} ${path}: ${message}`);
  }
  return parsed as Answer;
}
