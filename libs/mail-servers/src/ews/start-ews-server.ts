import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '@mailhaul/kernel';
import { answerOperation, impersonatedIn, operationOf } from './answer-request.ts';
import type { EwsMailboxSpec, EwsServerOptions } from './server-options.ts';
import type { OperationContext } from './operations/operation-context.ts';
import { checkSchema } from './schema/check-schema.ts';
import { requestedVersion } from './schema/server-versions.ts';
import { say, misbehave, sendAnswer, sendFault } from './send-answer.ts';
import { behaviourOf } from './server-behaviour.ts';
import {
  type AskedService,
  addressIn,
  answerAutodiscover,
  serviceAt,
} from './autodiscover/answer-autodiscover.ts';
import { SignInGate } from './sign-in/sign-in-gate.ts';
import { EwsMailbox } from './store/ews-mailbox.ts';
import { Stores } from './store/stores.ts';
import {
  type AnswerPiece,
  type ServerVersion,
  EwsProblem,
  RequestFault,
  envelope,
  failure,
  response,
} from './wire/answers.ts';
import { SchemaViolation } from './wire/schema-violation.ts';
import { type XmlElement, childOf, parseXml } from './wire/xml-element.ts';

export interface EwsServer {
  readonly host: string;
  readonly port: number;
  /** `/EWS/Exchange.asmx` */
  readonly path: string;
  /** By address; to look into and to fill. */
  mailbox(address: string): EwsMailbox;
  /** Gives the mailbox another address. Who signs in by the old one still may: names and addresses are two things. */
  rename(address: string, to: string): void;
  /** The tree of public folders, of a server that has one. */
  publicFolders(): EwsMailbox;
  stop(): Promise<void>;
}

const host = '127.0.0.1';
const path = '/EWS/Exchange.asmx';
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
    mailbox: (address) => desk.stores.mailbox(address),
    rename: (address, to) => desk.stores.rename(address, to),
    publicFolders: () => desk.stores.publicFolders(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type EwsUser = Pick<EwsMailboxSpec, 'address' | 'mayImpersonate'>;

interface Asked {
  readonly text: string;
  readonly user: EwsUser;
  readonly reply: ServerResponse;
  readonly isCompressed: boolean;
}

/** Takes requests one by one and answers them. */
class Desk {
  readonly #options: EwsServerOptions;
  readonly stores: Stores;
  readonly #clock: Clock;
  readonly #gate: SignInGate;
  /** Requests under way, by user. */
  readonly #busy = new Map<string, number>();
  #count = 0;

  constructor(options: EwsServerOptions) {
    const { clock = systemClock, mailboxes, hasPublicFolders = false } = options;
    this.#options = options;
    this.#clock = clock;
    this.#gate = new SignInGate(options);
    this.stores = new Stores(
      new Map(
        mailboxes.map(({ address, delegates = [], hasArchive = false }) => {
          const kind = hasArchive ? 'with-archive' : 'user';
          const mailbox = new EwsMailbox(address, { kind, clock });
          return [address.toLowerCase(), { mailbox, delegates }];
        }),
      ),
      hasPublicFolders ? new EwsMailbox('public.folders', { kind: 'public', clock }) : undefined,
    );
  }

  async answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const { autodiscover } = this.#options;
    const asked = autodiscover === undefined ? undefined : serviceAt(request.url ?? '');
    if (asked !== undefined) return this.#tellWhere(asked, request, reply);
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
    if (this.#options.closesConnections === true) reply.setHeader('Connection', 'close');
    if (this.#options.refusesChunked === true && request.headers['content-length'] === undefined) {
      reply.setHeader('Connection', 'close');
      return say(reply, 411, 'Length Required');
    }
    const text = await this.#bodyOf(request);
    if (text === undefined) {
      reply.setHeader('Connection', 'close');
      return say(reply, 413, 'Request Entity Too Large');
    }
    const { address } = user;
    const busy = this.#busy.get(address) ?? 0;
    this.#busy.set(address, busy + 1);
    try {
      if (busy >= this.#concurrentMax()) {
        throw new EwsProblem(
          'ErrorExceededConnectionCount',
          'You have exceeded the available concurrent connections for your account.',
        );
      }
      const isCompressible = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
      const isCompressed = this.#options.compresses === true && isCompressible;
      await this.#act({ text, user, reply, isCompressed });
    } catch (error) {
      if (error instanceof SchemaViolation) {
        return sendFault(reply, { code: 'ErrorSchemaValidation', message: error.message });
      }
      if (error instanceof RequestFault) {
        return sendFault(reply, { code: 'Server', message: error.message, withoutDetail: true });
      }
      if (!(error instanceof EwsProblem)) throw error;
      return sendFault(reply, { code: error.code, message: error.message });
    } finally {
      this.#busy.set(address, (this.#busy.get(address) ?? 1) - 1);
    }
  }

  async #tellWhere(
    { service, address: told }: AskedService,
    request: IncomingMessage,
    reply: ServerResponse,
  ): Promise<void> {
    const { autodiscover } = this.#options;
    if (autodiscover?.services.includes(service) !== true) return say(reply, 404, 'not here');
    const verdict = service === 'json' ? undefined : this.#gate.judge(request);
    const text = (await this.#bodyOf(request)) ?? '';
    const address = service === 'json' ? told : addressIn(service, text);
    const isSignedIn = verdict !== undefined && 'user' in verdict;
    const deed = autodiscover.onRequest?.({
      ...{ service, isSignedIn, address: address ?? '', host: request.headers.host ?? '' },
      hasCredentials: request.headers.authorization !== undefined,
    });
    if (deed?.kind !== 'answer') {
      if (verdict !== undefined && 'challenges' in verdict) {
        reply.setHeader('WWW-Authenticate', verdict.challenges);
        return say(reply, 401, 'Unauthorized');
      }
      if (address === undefined) return say(reply, 400, 'Bad Request');
    }
    const { status, headers, body } = answerAutodiscover(service, autodiscover, deed);
    reply.writeHead(status, headers);
    reply.end(body);
  }

  async #act(asked: Asked): Promise<void> {
    const { text, user, reply, isCompressed } = asked;
    const document = parseXml(text);
    this.#count += 1;
    const { withoutOperations = [], unknownOperation } = this.#options;
    const name = childOf(document, 's:Body')?.children[0]?.name.slice(2) ?? '';
    const about = { operation: name, user: user.address, count: this.#count };
    const deed = await this.#options.onRequest?.(about);
    if (deed?.kind === 'fault' || deed?.kind === 'answer' || deed?.kind === 'hang') {
      return misbehave(reply, deed);
    }
    const server = versionNumber(this.#version());
    if (withoutOperations.includes(name) && unknownOperation !== undefined) {
      return sendFault(reply, unknownOperation.fault, unknownOperation.status);
    }
    const request = operationOf(document, withoutOperations.includes(name) ? 0 : server);
    checkSchema(document, { server, requested: requestedVersion(document, server) });
    const pieces =
      deed?.kind === 'refusal'
        ? response(name, failure(name, new EwsProblem(deed.code, undefined, deed.backOffMs)))
        : this.#operate(document, request, user);
    await sendAnswer(reply, envelope(this.#version(), pieces), {
      isCompressed,
      dialect: this.#options.dialect,
      ...(deed?.kind === 'cut' ? { bytesMax: deed.afterBytes } : {}),
      drip: deed?.kind === 'drip' ? deed : undefined,
    });
  }

  #operate(document: XmlElement, request: XmlElement, user: EwsUser): AnswerPiece[] {
    const impersonated = impersonatedIn(document);
    if (impersonated !== undefined && user.mayImpersonate !== true) {
      throw new EwsProblem(
        'ErrorImpersonateUserDenied',
        'The account does not have permission to impersonate the requested user.',
      );
    }
    const zone = childOf(childOf(document, 's:Header'), 't:TimeZoneContext')?.children[0];
    const context: OperationContext = {
      ...behaviourOf(this.#options),
      mailbox: this.stores.mailbox(impersonated ?? user.address),
      ...{ stores: this.stores, version: versionNumber(this.#version()), zone },
      now: new Date(this.#clock.wallMs()),
      mayDiscover: user.mayImpersonate === true,
    };
    return answerOperation(request, context);
  }

  #version(): ServerVersion {
    return this.#options.version ?? { major: 15, minor: 1 };
  }

  /** EWSMaxConcurrency (page "EWS throttling in Exchange"). */
  #concurrentMax(): number {
    const usual = this.#version().major < 15 ? 10 : 27;
    return this.#options.concurrentMax ?? usual;
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

function versionNumber({ major, minor }: ServerVersion): number {
  return major + minor / 10;
}
