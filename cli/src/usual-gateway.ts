// SPDX-License-Identifier: Apache-2.0
/** Where `asarg up` puts the gateway unless told otherwise. */
export const usualGatewayUrl = 'http://127.0.0.1:8080';
