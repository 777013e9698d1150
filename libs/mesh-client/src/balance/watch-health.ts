// SPDX-License-Identifier: Apache-2.0
import { credentials, status, type Client, type ClientReadableStream } from '@grpc/grpc-js';
import { HealthServiceClient, type HealthStatus } from '../health-protocol.js';

/** What calls can be made over, if only one connection. */
export type CallChannel = NonNullable<
  NonNullable<ConstructorParameters<typeof Client>[2]>['channelOverride']
>;

/** A watch of the health of one server. */
export interface HealthWatch {
  close(): void;
}

// A server that ends the watch is asked again so soon, doubling up to the second.
const firstRetryMs = 50;
const longestRetryMs = 1_000;

/**
 * Watches the health of the whole server (grpc.health.v1) at the other end of a connection, and
 * tells of every change. A server that knows no health is healthy as long as the connection lasts;
 * one whose watch has ended is not, until it answers the next one.
 */
export function watchHealth(
  channel: CallChannel,
  onHealth: (isServing: boolean) => void,
): HealthWatch {
  // Over the endpoint's own connection: the target is not looked at.
  const client = new HealthServiceClient('endpoint', credentials.createInsecure(), {
    channelOverride: channel,
  });
  const watch = client['watch']!.bind(client) as unknown as (request: {
    service: string;
  }) => ClientReadableStream<HealthStatus>;
  let call: ClientReadableStream<HealthStatus> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let retryMs = firstRetryMs;
  let isClosed = false;

  function begin(): void {
    call = watch({ service: '' });
    call.on('data', (health: HealthStatus) => {
      retryMs = firstRetryMs;
      tell(health === 'SERVING');
    });
    // What it ended with comes as an error, or as the status of one that ended well.
    call.on('error', ({ code }: Error & { code?: status }) => onEnd(code));
    call.on('end', () => onEnd(undefined));
  }

  function onEnd(code: status | undefined): void {
    if (isClosed || timer !== undefined) {
      return;
    }
    if (code === status.UNIMPLEMENTED) {
      tell(true);
      return;
    }
    tell(false);
    timer = setTimeout(() => {
      timer = undefined;
      begin();
    }, retryMs);
    timer.unref();
    retryMs = Math.min(2 * retryMs, longestRetryMs);
  }

  function tell(isServing: boolean): void {
    if (!isClosed) {
      onHealth(isServing);
    }
  }

  begin();
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
      // The client is not closed: that would close what the endpoint has of its connection.
      call?.cancel();
    },
  };
}
