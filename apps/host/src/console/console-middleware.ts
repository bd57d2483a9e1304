import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConsoleHandler } from './open-console.ts';

/** Paths that are the gateway's; everything else is the console's. */
const gatewayPaths = /^\/(?:api|livez|readyz|metrics)(?:[/?]|$)/;

/** Express's own shape: the gateway goes first for its paths. */
export function consoleMiddleware(handler: ConsoleHandler) {
  return (request: IncomingMessage, response: ServerResponse, pass: (error?: unknown) => void) => {
    if (gatewayPaths.test(request.url ?? '/')) pass();
    else handler(request, response).catch(pass);
  };
}
