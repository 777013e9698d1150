// SPDX-License-Identifier: Apache-2.0

/**
 * Names of attributes on spans and metrics. Those that begin with `asarg.` are this project's; the
 * others are of the semantic conventions for RPC (1.44), HTTP and generative AI.
 */
export const attribute = {
  rpcSystem: 'rpc.system.name',
  rpcMethod: 'rpc.method',
  rpcStatus: 'rpc.status_code',
  errorType: 'error.type',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  genAiOperation: 'gen_ai.operation.name',
  genAiProvider: 'gen_ai.provider.name',
  genAiModel: 'gen_ai.request.model',
  genAiTokenType: 'gen_ai.token.type',
  genAiInputTokens: 'gen_ai.usage.input_tokens',
  genAiOutputTokens: 'gen_ai.usage.output_tokens',
  genAiFinishReasons: 'gen_ai.response.finish_reasons',
  genAiTemperature: 'gen_ai.request.temperature',
  genAiTopP: 'gen_ai.request.top_p',
  genAiMaxTokens: 'gen_ai.request.max_tokens',
  genAiSeed: 'gen_ai.request.seed',
  /** Id of the report, a UUID. On spans and logs only. */
  reportId: 'asarg.report.id',
  /** COMPLETE, PARTIAL or FAILED. */
  reportStatus: 'asarg.report.status',
  /** Name of a stage without its service: `run`, `prefill`, … */
  stage: 'asarg.stage',
  /** True on what the report waited for. */
  criticalPath: 'asarg.critical_path',
  /** Registry entry. */
  specialist: 'asarg.specialist',
  /** Slot of the fusion bundle. */
  slot: 'asarg.slot',
  /** Name of a model bundle. */
  model: 'asarg.model',
  /** Which queue: `encode`, `reports`. */
  queue: 'asarg.queue',
  /** Name of the key that a client has, chosen by the operator; `anonymous` without keys. */
  client: 'asarg.client',
  /** admitted or refused. */
  admission: 'asarg.admission',
  /** Requests that ran together. */
  batchSize: 'asarg.batch.size',
  /** first, retry or hedge. */
  attemptReason: 'asarg.attempt.reason',
  /** OK, a gRPC status, or LOST: another attempt was faster. */
  attemptOutcome: 'asarg.attempt.outcome',
  /** active, shadow, draining, … */
  instanceState: 'asarg.instance.state',
  /** Service that a channel balances over the endpoints of: `fusion-llm`. */
  service: 'asarg.service',
  /** ready, new, suspect, unhealthy, connecting or away. */
  endpointState: 'asarg.endpoint.state',
  /** Host and port of the endpoint that a balanced call ended on. */
  peerAddress: 'network.peer.address',
  peerPort: 'network.peer.port',
  /** Index of a sentence, from 0. */
  sentence: 'asarg.sentence.index',
  /** What the image says of a sentence. */
  verdict: 'asarg.sentence.verdict',
} as const;
