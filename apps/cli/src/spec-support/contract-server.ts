import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Operation, type OperationName, operations } from '@mailhaul/contracts';
import { createModel } from './contract-model.ts';
import { type Asked, type Model, Refusal } from './contract-types.ts';

export interface ContractServer {
  readonly url: string;
  readonly model: Model;
  /** `POST /tenants/acme/jobs` and its idempotency key, in the order of their coming. */
  readonly asked: { readonly line: string; readonly key: string | undefined }[];
  /** Of the next requests with that method: done, but the answer never goes out. */
  loseAnswers(method: string, count: number): void;
  /** Live streams are answered with 404 from now on. */
  refuseStreams(): void;
  /** Nothing listens any more; live streams are cut. */
  stop(): Promise<void>;
  /** At the same port. */
  start(): Promise<void>;
  /** How many live streams are open, and behind which id each began. */
  readonly streams: Set<ServerResponse>;
  readonly resumedBehind: (string | undefined)[];
}

export const specToken = 'spec-token-0123456789';

/** Serves the whole contract from a small model in memory; every answer is held against the contract. */
export async function startContractServer(): Promise<ContractServer> {
  const model = createModel();
  const asked: { line: string; key: string | undefined }[] = [];
  const streams = new Set<ServerResponse>();
  const resumedBehind: (string | undefined)[] = [];
  const answered = new Map<string, Answered>();
  let refusesStreams = false;
  let losing = { method: '', count: 0 };
  model.onChange((frame, id) => {
    for (const stream of streams) stream.write(`id: ${id}\ndata: ${JSON.stringify(frame)}\n\n`);
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://host');
    const key = request.headers['idempotency-key'] as string | undefined;
    asked.push({ line: `${request.method} ${url.pathname.replace('/api/v1', '')}`, key });
    const known = key === undefined ? undefined : answered.get(key);
    const answer = known ?? (await answerTo(request, url));
    if (key !== undefined) answered.set(key, answer);
    if (losing.count > 0 && losing.method === request.method) {
      losing = { ...losing, count: losing.count - 1 };
      request.socket.destroy();
      return;
    }
    send(answer, response);
  }

  async function answerTo(request: IncomingMessage, url: URL): Promise<Answered> {
    if (request.headers.authorization !== `Bearer ${specToken}`)
      return problemAnswer({
        status: 401,
        code: 'token-unknown',
        detail: 'The token is not known.',
      });
    const found = routeOf(request.method ?? '', url.pathname.replace('/api/v1', ''));
    const isRefused = refusesStreams && found?.name === 'followLive';
    if (found === undefined || isRefused)
      return problemAnswer({ status: 404, code: 'not-found', detail: 'There is no such page.' });
    const { name, path } = found;
    const operation: Operation = operations[name];
    const text = await bodyOf(request);
    const body: unknown =
      text === '' ? undefined : operation.bodyType === undefined ? JSON.parse(text) : text;
    const ifMatch = /^"(\d+)"$/u.exec(String(request.headers['if-match']))?.[1];
    if (name === 'followLive')
      return { status: 200, stream: request.headers['last-event-id'] as string | undefined };
    try {
      const parsed = {
        path,
        query: (operation.query?.parse(Object.fromEntries(url.searchParams)) ??
          {}) as Asked['query'],
        body: operation.body === undefined ? undefined : operation.body.parse(body),
        ifMatch: ifMatch === undefined ? undefined : Number(ifMatch),
      };
      const value = model.handlers[name]?.(parsed);
      return { status: operation.answer.status, value: checked(operation, value) };
    } catch (error) {
      if (error instanceof Refusal) return problemAnswer(error.problem);
      throw error;
    }
  }

  function send(answer: Answered, response: ServerResponse): void {
    if ('stream' in answer) {
      resumedBehind.push(answer.stream);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': hello\n\n');
      for (const { id, frame } of model.framesBehind(answer.stream))
        response.write(`id: ${id}\ndata: ${JSON.stringify(frame)}\n\n`);
      streams.add(response);
      response.on('close', () => streams.delete(response));
      return;
    }
    response.writeHead(answer.status, { 'content-type': answer.type ?? 'application/json' });
    const { value } = answer;
    response.end(
      typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value),
    );
  }

  let server: Server;
  let port = 0;
  const start = async () => {
    server = createServer((request, response) => {
      serve(request, response).catch((error: unknown) => {
        response.writeHead(500, { 'content-type': 'text/plain' });
        response.end(error instanceof Error ? error.stack : 'failed');
      });
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    model,
    asked,
    streams,
    resumedBehind,
    loseAnswers: (method, count) => (losing = { method, count }),
    refuseStreams: () => (refusesStreams = true),
    start,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Answered =
  | { readonly status: number; readonly stream: string | undefined }
  | { readonly status: number; readonly value?: unknown; readonly type?: string };

function problemAnswer(problem: ConstructorParameters<typeof Refusal>[0]): Answered {
  const type = 'application/problem+json';
  return { status: problem.status, value: new Refusal(problem).problem, type };
}

/** A model that leaves the contract is a defect of the spec. */
function checked({ answer }: Operation, value: unknown): unknown {
  if (answer.schema === undefined) return value;
  if (answer.type === undefined) return answer.schema.parse(value);
  return (value as unknown[]).map((row) => JSON.stringify(answer.schema?.parse(row))).join('\n');
}

function routeOf(method: string, pathname: string) {
  const names = Object.keys(operations) as OperationName[];
  for (const name of names.sort((a, b) => braces(a) - braces(b))) {
    if (operations[name].method !== method) continue;
    const pattern = operations[name].path.replaceAll(/\{(\w+)\}/gu, '(?<$1>[^/]+)');
    const match = new RegExp(`^${pattern}$`, 'u').exec(pathname);
    if (match === null) continue;
    const path = Object.entries(match.groups ?? {}).map(([key, value]) => [
      key,
      decodeURIComponent(value),
    ]);
    return { name, path: Object.fromEntries(path) as Record<string, string> };
  }
  return undefined;
}

/** `…/news/clear` is no entry with the id `clear`. */
function braces(name: OperationName): number {
  return operations[name].path.split('{').length;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}
