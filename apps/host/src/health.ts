import type { IncomingMessage, ServerResponse } from 'node:http';
import { metricsRefusalOf, NotReady } from '@mailhaul/gateway-service';
import type { Clock } from '@mailhaul/kernel';

const checkMsMax = 3_000;
const answers = 'answers';
const unreachable = 'unreachable';
const retryAfterSeconds = 2;

/** What /readyz names: resolves where it answers, rejects where it does not. */
export type Checks = Readonly<Record<string, () => Promise<unknown>>>;

export interface HealthOptions {
  /** Asked anew each time: what is not there yet at the start comes later. */
  readonly checks: () => Checks;
  readonly metrics: () => Promise<string>;
  /** Who has it may read the metrics from anywhere; absent: who asks from this machine. */
  readonly metricsToken: string | undefined;
  readonly clock: Clock;
  /** Whoever asks for anything else is told to come again: pages and an API stand here once the service works. */
  readonly isFirstOf?: boolean;
}

/** `/livez`, `/readyz` and `/metrics` of a service without an API, from its first moment on. Says no addresses and no errors. */
export function healthHandler(
  options: HealthOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(options, request, response).catch(() => {
      response.statusCode = 500;
      response.end();
    });
  };
}

async function answer(
  options: HealthOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('Cache-Control', 'no-store');
  const [path] = (request.url ?? '').split('?');
  if (path === '/livez') return json(response, 200, { status: 'alive' });
  if (path === '/readyz') {
    const { isReady, dependencies } = await readiness(options);
    const status = isReady ? 'ready' : 'not ready';
    return json(response, isReady ? 200 : 503, { status, dependencies });
  }
  if (path !== '/metrics' && options.isFirstOf === true) {
    response.setHeader('Retry-After', retryAfterSeconds);
    return json(response, 503, { status: 'starting' });
  }
  if (path !== '/metrics') return json(response, 404, { status: 'there is nothing here' });
  const refused = metricsRefusalOf(request, options.metricsToken);
  response.statusCode = refused?.status ?? 200;
  for (const [name, value] of Object.entries(refused?.headers ?? {})) {
    response.setHeader(name, value);
  }
  response.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
  response.end(refused?.text ?? (await options.metrics()));
}

async function readiness({ checks, clock }: HealthOptions) {
  const told = await Promise.all(
    Object.entries(checks()).map(async ([name, check]) => {
      const over = new AbortController();
      const late = clock.sleep(checkMsMax, over.signal).then(
        () => unreachable,
        () => unreachable,
      );
      const word = await Promise.race([check().then(() => answers, wordOf), late]);
      over.abort();
      return [name, word] as const;
    }),
  );
  return {
    isReady: told.every(([, word]) => word === answers),
    dependencies: Object.fromEntries(told),
  };
}

function wordOf(error: unknown): string {
  return error instanceof NotReady ? error.message : unreachable;
}

function json(response: ServerResponse, status: number, body: object): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
}
