// SPDX-License-Identifier: Apache-2.0
import { attribute as a } from '../attributes.js';
import {
  anyNumber,
  bundleName,
  errorType,
  flag,
  host,
  integerWithin,
  listOf,
  method,
  productWord,
  protocolVersion,
  routePattern,
  statusWord,
  uuid,
  wordOf,
  type AttributeShape,
} from './attribute-shapes.js';

const count = integerWithin(0, 1_000_000_000);

/** Methods of HTTP, and what stands for others. */
export const httpMethod = wordOf(
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'QUERY',
  '_OTHER',
);

/**
 * Attributes that may leave the process on spans, events, links and metrics, and the form that
 * their values must have. Every other is dropped.
 */
export const spanAttributes: Readonly<Record<string, AttributeShape>> = {
  [a.rpcSystem]: wordOf('grpc'),
  [a.rpcMethod]: method,
  [a.rpcStatus]: statusWord,
  [a.errorType]: errorType,
  [a.serverAddress]: host,
  [a.serverPort]: integerWithin(0, 65_535),
  [a.genAiOperation]: wordOf('text_completion', 'chat', 'generate_content', 'embeddings'),
  [a.genAiProvider]: productWord,
  [a.genAiModel]: bundleName,
  [a.genAiTokenType]: wordOf('input', 'output'),
  [a.genAiInputTokens]: count,
  [a.genAiOutputTokens]: count,
  [a.genAiFinishReasons]: listOf(wordOf('stop', 'end', 'length', 'error', 'cancelled'), 16),
  [a.genAiTemperature]: anyNumber,
  [a.genAiTopP]: anyNumber,
  [a.genAiMaxTokens]: count,
  [a.genAiSeed]: integerWithin(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  [a.reportId]: uuid,
  [a.reportStatus]: wordOf('COMPLETE', 'PARTIAL', 'FAILED'),
  [a.stage]: productWord,
  [a.criticalPath]: flag,
  [a.specialist]: bundleName,
  [a.slot]: bundleName,
  [a.model]: bundleName,
  [a.queue]: productWord,
  [a.client]: productWord,
  [a.admission]: wordOf('admitted', 'refused'),
  [a.batchSize]: count,
  [a.attemptReason]: wordOf('first', 'retry', 'hedge'),
  [a.attemptOutcome]: statusWord,
  [a.instanceState]: productWord,
  [a.service]: bundleName,
  [a.endpointState]: productWord,
  [a.peerAddress]: host,
  [a.peerPort]: integerWithin(0, 65_535),
  [a.sentence]: count,
  [a.verdict]: statusOrWord,
  'asarg.cache': productWord,
  'asarg.cache.result': productWord,
  'cpu.mode': wordOf('user', 'system'),
  'exception.type': errorType,
  'http.request.method': httpMethod,
  'http.response.status_code': integerWithin(100, 599),
  'http.route': routePattern,
  'network.protocol.version': protocolVersion,
  'url.scheme': wordOf('http', 'https'),
};

/** Attributes of the process that may leave it. */
export const resourceAttributes: Readonly<Record<string, AttributeShape>> = {
  'service.name': bundleName,
  'service.namespace': bundleName,
  'service.version': bundleName,
  'service.instance.id': bundleName,
  'deployment.environment.name': bundleName,
  'k8s.cluster.name': bundleName,
  'k8s.namespace.name': bundleName,
  'k8s.deployment.name': bundleName,
  'k8s.pod.name': host,
  'k8s.pod.uid': uuid,
  'k8s.container.name': bundleName,
  'k8s.node.name': host,
  'process.runtime.name': wordOf('nodejs'),
  'process.runtime.version': bundleName,
  'telemetry.sdk.name': productWord,
  'telemetry.sdk.language': wordOf('nodejs'),
  'telemetry.sdk.version': bundleName,
};

function statusOrWord(value: Parameters<AttributeShape>[0]): boolean {
  return statusWord(value) || productWord(value);
}
