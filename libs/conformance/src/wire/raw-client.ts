// SPDX-License-Identifier: Apache-2.0
import {
  EncodeRequest,
  frameRequestBytes,
  SpecialistServiceClient,
  SpecialistServiceService,
  type DescribeResponse,
  type EncodeResponse,
} from '@asarg/contracts';
import {
  credentials,
  Metadata,
  status,
  type ChannelCredentials,
  type ClientReadableStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { service as healthService } from 'grpc-health-check';

/** How a call ended: the name of its gRPC status, OK included, and what was said with it. */
export interface CallEnd {
  readonly code: string;
  readonly details: string;
  /** Milliseconds from the call to its end. */
  readonly durationMs: number;
}

/** A unary call that ended. */
export interface UnaryEnd<Response> extends CallEnd {
  /** The answer, if the code is OK. */
  readonly response?: Response;
}

/** An Encode that ended, with its messages as they came: nothing is put together or hidden. */
export interface EncodeEnd extends CallEnd {
  readonly messages: readonly EncodeResponse[];
}

/** A call that is under way. */
export interface EncodeCall {
  /** Never rejects. */
  readonly ended: Promise<EncodeEnd>;
  cancel(): void;
}

/** Plain access to a server: no retries, no hedging, no reading between the lines. */
export interface RawClient {
  describe(deadlineMs: number): Promise<UnaryEnd<DescribeResponse>>;
  startEncode(request: EncodeRequest, deadlineMs: number): EncodeCall;
  /** Status name of grpc.health.v1, such as SERVING. */
  health(service: string, deadlineMs: number): Promise<UnaryEnd<string>>;
  /** The raw answer of server reflection to `list_services`. */
  listServices(version: 'v1' | 'v1alpha', deadlineMs: number): Promise<UnaryEnd<Buffer>>;
  close(): void;
}

/** Bytes of one answer above which a server is taken to be one that never ends. */
const mostBytes = 256 * 1024 * 1024;

const channelOptions = {
  'grpc.max_receive_message_length': 64 * 1024 * 1024,
  'grpc-node.flow_control_window': 16 * 1024 * 1024,
  'grpc.enable_retries': 0,
  'grpc.use_local_subchannel_pool': 1,
  // A server that was just started, or is started again, is found soon.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.min_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 500,
};

/** A raw client of a gRPC target. @param channel default: no TLS */
export function createRawClient(
  address: string,
  channel: ChannelCredentials = credentials.createInsecure(),
): RawClient {
  const client = new SpecialistServiceClient(address, channel, channelOptions);
  const deadlineOf = (ms: number) => ({ deadline: Date.now() + Math.max(0, ms) });

  function unary<Response>(
    start: (done: (error: ServiceError | null, response?: Response) => void) => unknown,
  ): Promise<UnaryEnd<Response>> {
    const startedMs = performance.now();
    return new Promise((resolve) => {
      start((error, response) => {
        const durationMs = performance.now() - startedMs;
        const { code = status.OK, details = '' } = error ?? {};
        resolve({
          code: nameOf(code),
          details: plain(details),
          durationMs,
          ...(!error && { response }),
        });
      });
    });
  }

  return {
    describe: (ms) => unary((done) => client.describe({}, new Metadata(), deadlineOf(ms), done)),
    startEncode(request, ms) {
      const { path, responseDeserialize } = SpecialistServiceService.encode;
      const serialize = (message: EncodeRequest): Buffer =>
        frameRequestBytes(EncodeRequest, message);
      const metadata = new Metadata();
      return follow(
        client.makeServerStreamRequest(
          path,
          serialize,
          responseDeserialize,
          request,
          metadata,
          deadlineOf(ms),
        ),
      );
    },
    async health(service, ms) {
      const { path, requestSerialize, responseDeserialize } = healthService['Check']!;
      const answer = await unary<{ status?: unknown }>((done) =>
        client.makeUnaryRequest(
          path,
          requestSerialize as (request: object) => Buffer,
          responseDeserialize,
          { service },
          new Metadata(),
          deadlineOf(ms),
          done,
        ),
      );
      return { ...answer, response: String(answer.response?.status ?? 'UNKNOWN') };
    },
    listServices: (version, ms) =>
      unary((done) => {
        const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
        const same = (bytes: Buffer): Buffer => bytes;
        const call = client.makeBidiStreamRequest(path, same, same, deadlineOf(ms));
        call.on('error', (error: ServiceError) => done(error));
        call.on('data', (bytes: Buffer) => done(null, bytes));
        // ServerReflectionRequest { string list_services = 7; } with "*".
        call.write(Buffer.of(0x3a, 1, 0x2a));
        call.end();
      }),
    close: () => client.close(),
  };
}

/** Collects the messages of a call. */
function follow(call: ClientReadableStream<EncodeResponse>): EncodeCall {
  const startedMs = performance.now();
  const messages: EncodeResponse[] = [];
  let bytes = 0;
  const ended = new Promise<EncodeEnd>((resolve) => {
    call.on('data', (message: EncodeResponse) => {
      bytes += message.part?.$case === 'chunk' ? message.part.value.data.byteLength : 256;
      if (bytes > mostBytes) {
        call.cancel();
      } else {
        messages.push(message);
      }
    });
    call.on('error', () => undefined);
    call.on('status', ({ code, details }) => {
      const durationMs = performance.now() - startedMs;
      const endless = bytes > mostBytes ? `cut off after ${mostBytes} bytes; ` : '';
      resolve({ code: nameOf(code), details: `${endless}${plain(details)}`, durationMs, messages });
    });
  });
  return { ended, cancel: () => call.cancel() };
}

/** What grpc-js says of a lost connection, without the words that say nothing. */
function plain(details: string): string {
  return details
    .replace(/^No connection established\. Last error: (?:Error: )?/, '')
    .replace(/\.? ?Resolution note: *$/, '');
}

function nameOf(code: number): string {
  return status[code] ?? `code ${code}`;
}
