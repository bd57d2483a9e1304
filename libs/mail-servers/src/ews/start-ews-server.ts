import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { answerOperation, impersonatedIn, operationOf } from './answer-request.ts';
import type { EwsMailboxSpec, EwsServerOptions, Misbehaviour } from './server-options.ts';
import { SignInGate } from './sign-in/sign-in-gate.ts';
import { EwsMailbox } from './store/ews-mailbox.ts';
import {
  type AnswerPiece,
  type Fault,
  EwsProblem,
  envelope,
  faultEnvelope,
} from './wire/answers.ts';
import { checkSchema } from './wire/check-schema.ts';
import { SchemaViolation } from './wire/schema-violation.ts';
import { type XmlElement, parseXml } from './wire/xml-element.ts';

export interface EwsServer {
  readonly host: string;
  readonly port: number;
  /** `/EWS/Exchange.asmx` */
  readonly path: string;
  /** By address; to look into and to fill. */
  mailbox(address: string): EwsMailbox;
  stop(): Promise<void>;
}

const host = '127.0.0.1';
const path = '/EWS/Exchange.asmx';
const xmlType = 'text/xml; charset=utf-8';
const base64PieceBytes = 3 * 64 * 1024;
const requestBytesMaxDefault = 128 * 1024 * 1024;

/** A server that speaks EWS over HTTP with Basic authentication, on loopback. */
export async function startEwsServer(options: EwsServerOptions): Promise<EwsServer> {
  const desk = new Desk(options);
  const answer = (request: IncomingMessage, reply: ServerResponse) => {
    desk.answer(request, reply).catch(() => reply.destroy());
  };
  const server =
    options.tls === undefined ? createServer(answer) : createTlsServer(options.tls, answer);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ host, port, path },
    mailbox: (address) => desk.mailboxOf(address),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type EwsUser = Pick<EwsMailboxSpec, 'address' | 'mayImpersonate'>;

/** Takes requests one by one and answers them. */
class Desk {
  readonly #options: EwsServerOptions;
  readonly #mailboxes: ReadonlyMap<string, EwsMailbox>;
  readonly #gate: SignInGate;
  #count = 0;

  constructor(options: EwsServerOptions) {
    this.#options = options;
    this.#gate = new SignInGate(options);
    this.#mailboxes = new Map(
      options.mailboxes.map(({ address }) => [address.toLowerCase(), new EwsMailbox(address)]),
    );
  }

  /** @throws EwsProblem */
  mailboxOf(address: string): EwsMailbox {
    const found = this.#mailboxes.get(address.toLowerCase());
    if (found !== undefined) return found;
    throw new EwsProblem(
      'ErrorNonExistentMailbox',
      'The SMTP address has no mailbox associated with it.',
    );
  }

  async answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    if (request.url !== path) return say(reply, 404, 'not here');
    if (request.method !== 'POST') return say(reply, 405, 'POST only');
    const verdict = this.#gate.judge(request);
    if ('challenges' in verdict) {
      reply.setHeader('WWW-Authenticate', verdict.challenges);
      // Read to its end, so that the connection can go on: NTLM signs it in.
      request.resume();
      return say(reply, 401, 'Unauthorized');
    }
    const { user } = verdict;
    const text = await this.#bodyOf(request);
    if (text === undefined) {
      reply.setHeader('Connection', 'close');
      return say(reply, 413, 'Request Entity Too Large');
    }
    try {
      await this.#act({ text, user, reply });
    } catch (error) {
      if (error instanceof SchemaViolation) {
        return sendFault(reply, { code: 'ErrorSchemaValidation', message: error.message });
      }
      if (!(error instanceof EwsProblem)) throw error;
      return sendFault(reply, { code: error.code, message: error.message });
    }
  }

  async #act(asked: { text: string; user: EwsUser; reply: ServerResponse }): Promise<void> {
    const { text, user, reply } = asked;
    const document = parseXml(text);
    this.#count += 1;
    const request = operationOf(document);
    const operation = request.name.slice(2);
    const about = { operation, user: user.address, count: this.#count };
    const misbehaviour = await this.#options.onRequest?.(about);
    if (misbehaviour !== undefined && misbehaviour.kind !== 'cut') {
      return misbehave(reply, misbehaviour);
    }
    checkSchema(document);
    const pieces = this.#operate(document, request, user);
    reply.writeHead(200, { 'Content-Type': xmlType });
    await send(reply, pieces, misbehaviour?.afterBytes);
  }

  #operate(document: XmlElement, request: XmlElement, user: EwsUser): AnswerPiece[] {
    const impersonated = impersonatedIn(document);
    if (impersonated !== undefined && user.mayImpersonate !== true) {
      throw new EwsProblem(
        'ErrorImpersonateUserDenied',
        'The account does not have permission to impersonate the requested user.',
      );
    }
    const options = this.#options;
    const { numbersItems = true } = options;
    const context = {
      mailbox: this.mailboxOf(impersonated ?? user.address),
      mime: options.mime ?? 'regenerated',
      itemBytesMax: options.itemBytesMax ?? Infinity,
      foundMax: options.foundMax ?? { restricted: 250, plain: 1000 },
      numbersItems,
      isUnreadable: options.isUnreadable ?? (() => false),
      ignoresRestrictions: options.ignoresRestrictions ?? false,
      tellsNextNumber: numbersItems && (options.tellsNextNumber ?? true),
    };
    const version = options.version ?? { major: 15, minor: 1 };
    return envelope(version, answerOperation(request, context));
  }

  /** Undefined where it is too large; what does not come whole is acted upon by nobody. */
  async #bodyOf(request: IncomingMessage): Promise<string | undefined> {
    const bytesMax = this.#options.requestBytesMax ?? requestBytesMaxDefault;
    if (Number(request.headers['content-length'] ?? 0) > bytesMax) return undefined;
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of request as AsyncIterable<Uint8Array>) {
      size += piece.byteLength;
      if (size > bytesMax) return undefined;
      pieces.push(piece);
    }
    return Buffer.concat(pieces).toString('utf8');
  }
}

async function misbehave(
  reply: ServerResponse,
  deed: Exclude<Misbehaviour, { kind: 'cut' }>,
): Promise<void> {
  switch (deed.kind) {
    case 'fault':
      return sendFault(reply, deed.fault, deed.status);
    case 'hang':
      return undefined;
    case 'answer': {
      reply.writeHead(deed.status, { 'Content-Type': xmlType, ...deed.headers });
      const body = deed.body ?? '';
      if (typeof body === 'string') {
        reply.end(body);
        return undefined;
      }
      for await (const piece of body) if (!(await written(reply, piece))) return undefined;
      reply.end();
    }
  }
}

function sendFault(reply: ServerResponse, fault: Fault, status: 200 | 500 = 500): void {
  reply.writeHead(status, { 'Content-Type': xmlType });
  reply.end(faultEnvelope(fault));
}

function say(reply: ServerResponse, status: number, words: string): void {
  reply.writeHead(status, { 'Content-Type': 'text/plain' });
  reply.end(words);
}

async function send(
  reply: ServerResponse,
  pieces: readonly AnswerPiece[],
  bytesMax = Infinity,
): Promise<void> {
  let left = bytesMax;
  for (const text of texts(pieces)) {
    const bytes = Buffer.from(text);
    const isOpen = await written(reply, bytes.subarray(0, left));
    left -= bytes.length;
    if (left < 0) reply.destroy();
    if (left < 0 || !isOpen) return;
  }
  reply.end();
}

function* texts(pieces: readonly AnswerPiece[]): Generator<string> {
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      yield piece;
      continue;
    }
    const bytes = Buffer.from(piece.base64Of);
    for (let at = 0; at < bytes.length; at += base64PieceBytes) {
      yield bytes.subarray(at, at + base64PieceBytes).toString('base64');
    }
  }
}

/** False once the other side has gone. */
function written(reply: ServerResponse, piece: string | Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    if (reply.destroyed) resolve(false);
    else reply.write(piece, (error) => resolve(error === undefined || error === null));
  });
}
