import { randomUUID } from 'node:crypto';
import type { Problem, Session } from '@mailhaul/contracts';

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

export interface Wish {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly revision?: number;
  readonly key?: string;
}

/** A caller of the API with a session or a token, who sends what it is told to. */
export class ApiClient {
  readonly #url: string;
  cookie: string | undefined;
  csrf: string | undefined;
  token: string | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  async signIn(login: string, password: string): Promise<Answer<Session & Problem>> {
    const answer = await this.call<Session & Problem>('POST', '/session', {
      body: { login, password },
    });
    if (answer.status === 200) this.#keep(answer);
    return answer;
  }

  async changePassword(current: string, next: string): Promise<Answer<Session & Problem>> {
    const answer = await this.call<Session & Problem>('PUT', '/session/password', {
      body: { current, next },
    });
    if (answer.status === 200) this.#keep(answer);
    return answer;
  }

  async call<Body = Record<string, never>>(
    method: string,
    path: string,
    wish: Wish = {},
  ): Promise<Answer<Body>> {
    const response = await this.open(method, path, wish);
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const body = (
      isJson && !/ndjson/.test(response.headers.get('content-type') ?? '')
        ? JSON.parse(text)
        : undefined
    ) as Body;
    return { status: response.status, headers: response.headers, text, body };
  }

  /** As `call`, throwing what is not of the 200s. */
  async must<Body = Record<string, never>>(
    method: string,
    path: string,
    wish: Wish = {},
  ): Promise<Body> {
    const answer = await this.call<Body>(method, path, wish);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  open(method: string, path: string, wish: Wish = {}): Promise<Response> {
    const { body, headers = {}, revision, key } = wish;
    const isText = typeof body === 'string';
    const root = path.startsWith('!') ? path.slice(1) : `/api/v1${path}`;
    return fetch(`${this.#url}${root}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': isText ? 'text/csv' : 'application/json' }),
        ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
        ...(this.csrf === undefined ? {} : { 'x-csrf-token': this.csrf }),
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(revision === undefined ? {} : { 'if-match': `"${revision}"` }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
  }

  static key(): string {
    return randomUUID();
  }

  #keep(answer: Answer<Session>): void {
    this.cookie = answer.headers.get('set-cookie')?.split(';')[0];
    this.csrf = answer.body.csrf;
  }
}
