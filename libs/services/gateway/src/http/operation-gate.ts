import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Operation, type OperationName, operations, scopeOf } from '@mailhaul/contracts';
import { providerTenant } from '@mailhaul/domain';
import { type Clock, type Random, assert, uuid4, uuid5 } from '@mailhaul/kernel';
import { gatewayNamespace } from '../commands/ids.ts';
import { type Authenticator, isSameText } from '../identity/authenticator.ts';
import {
  type Caller,
  isAtLeast,
  type KnownCaller,
  powerIn,
  powerOverall,
} from '../identity/caller.ts';
import type { ClientAddress } from '../identity/client-address.ts';
import type { OperatorDirectory } from '../identity/operator-directory.ts';
import type { ShownLog } from '../commands/shown-log.ts';
import type { TenantDirectory } from '../tenants/tenant-directory.ts';
import { ApiProblem } from './api-problem.ts';
import { requestIdOf } from './api-middleware.ts';
import { type Call, keepCall } from './call.ts';
import { checkParameters, keyOf, parsed, queryOf, revisionOf } from './parse-input.ts';
import { checkContentType, readJson } from './read-body.ts';

export interface OperationGateOptions {
  readonly authenticator: Authenticator;
  readonly operators: OperatorDirectory;
  readonly tenants: TenantDirectory;
  readonly shownLog: ShownLog;
  readonly addresses: ClientAddress;
  readonly clock: Clock;
  readonly random: Random;
  readonly jsonBytesMax: number;
}

export type ExpressRequest = IncomingMessage & {
  readonly params: Readonly<Record<string, string>>;
  readonly originalUrl: string;
  readonly body?: unknown;
};

/**
 * Everything that must hold before an operation's handler runs, by the table of operations alone: who asks, what they may,
 * and that path, query, headers and body are as they must be. The handler finds it all in its Call.
 */
export class OperationGate {
  readonly #options: OperationGateOptions;

  constructor(options: OperationGateOptions) {
    this.#options = options;
  }

  /** @throws {ApiProblem} */
  async admit(
    name: OperationName,
    request: ExpressRequest,
    response: ServerResponse,
  ): Promise<void> {
    const operation: Operation = operations[name];
    const caller = await this.#callerOf(request, operation);
    checkParameters(request.params);
    this.#checkAccess(caller, operation, request.params['tenant']);
    this.#checkSession(caller, { name, operation, request });
    const query = queryOf(request.originalUrl, operation);
    const key = operation.isKeyed ? keyOf(request.headers['idempotency-key']) : undefined;
    const expectedRevision = operation.needsRevision
      ? revisionOf(request.headers['if-match'])
      : undefined;
    const body = await this.#bodyOf(request, operation);
    if (!withoutLists.has(operation.tag)) await this.#options.shownLog.need();
    keepCall(request, {
      ...{ name, operation, params: request.params, caller, expectedRevision, request, response },
      query: query as Call['query'],
      body: body as Call['body'],
      tenant: request.params['tenant'] ?? providerTenant,
      commandId: this.#commandId({ caller, key, name, path: request.originalUrl, body }),
      requestId: requestIdOf(request),
      address: this.#options.addresses.of(request),
      signal: signalOf(response),
    });
  }

  async #callerOf(request: IncomingMessage, operation: Operation): Promise<Caller> {
    if (operation.access === 'public') return { kind: 'anybody' };
    return this.#options.authenticator.callerOf(request);
  }

  /** Another tenant's anything is not there; in one's own it is said what is missing. */
  #checkAccess(caller: Caller, operation: Operation, tenant: string | undefined): void {
    if (caller.kind === 'anybody') return;
    const { access } = operation;
    if (tenant !== undefined) {
      const power = powerIn(tenant, caller);
      if (power === 'none' || !this.#options.tenants.has(tenant)) throw new ApiProblem('not-found');
      if (access !== 'public' && access !== 'self' && !isAtLeast(power, access)) {
        throw new ApiProblem('role-missing');
      }
    } else if (access === 'provider-admin' && powerOverall(caller) !== 'provider-admin') {
      throw new ApiProblem('role-missing');
    }
    checkScope(caller, operation);
  }

  #checkSession(
    caller: Caller,
    asked: {
      readonly name: OperationName;
      readonly operation: Operation;
      readonly request: IncomingMessage;
    },
  ): void {
    const { name, operation, request } = asked;
    if (caller.kind === 'token' && sessionOnly.has(name)) throw new ApiProblem('session-needed');
    if (caller.kind !== 'session') return;
    const { csrf } = caller.session;
    const given = request.headers['x-csrf-token'];
    if (operation.method !== 'GET' && !(typeof given === 'string' && isSameText(given, csrf))) {
      throw new ApiProblem('csrf-wrong');
    }
    const known = this.#options.operators.get(caller.operatorId);
    if (known?.operator.mustChangePassword === true && !beforePasswordChange.has(name)) {
      throw new ApiProblem('password-change-needed');
    }
  }

  async #bodyOf(request: ExpressRequest, operation: Operation): Promise<unknown> {
    if (operation.body === undefined) return undefined;
    assert(
      request.body === undefined,
      'the gateway reads bodies itself: create it with bodyParser: false',
    );
    if (operation.bodyType !== undefined) {
      checkContentType(request, operation.bodyType);
      return undefined;
    }
    const isOptional = operation.body.safeParse(undefined).success;
    const hasBody =
      request.headers['transfer-encoding'] !== undefined ||
      Number(request.headers['content-length'] ?? 0) > 0;
    if (hasBody || !isOptional) checkContentType(request, 'application/json');
    const value = hasBody ? await readJson(request, this.#options.jsonBytesMax) : undefined;
    return parsed(operation.body, value, 'body-invalid');
  }

  /**
   * The same key with another body is another request: what was asked first is neither repeated nor touched. Nothing can
   * be learned of the body: the key is random and kept nowhere.
   */
  #commandId(by: {
    readonly caller: Caller;
    readonly key: string | undefined;
    readonly name: string;
    readonly path: string;
    readonly body: unknown;
  }): string {
    const { caller, key, name, path, body } = by;
    if (key === undefined || caller.kind === 'anybody') return uuid4(this.#options.random);
    return uuid5(gatewayNamespace, JSON.stringify([caller.operatorId, key, name, path, body]));
  }
}

/** What a stolen token must not do: make more of its kind, or lock its maker out. */
const sessionOnly: ReadonlySet<OperationName> = new Set<OperationName>([
  'signOut',
  'changePassword',
  'listTokens',
  'issueToken',
  'revokeToken',
]);
/** Tags of operations that look at no read model. */
const withoutLists: ReadonlySet<string> = new Set(['Session', 'Operators', 'System', 'Live']);
const beforePasswordChange: ReadonlySet<OperationName> = new Set<OperationName>([
  'readSession',
  'signOut',
  'changePassword',
]);

function checkScope(caller: KnownCaller, operation: Operation): void {
  if (caller.kind !== 'token') return;
  const scope = scopeOf(operation);
  if (caller.token.scopes.includes(scope)) return;
  throw new ApiProblem('scope-missing', { detail: `The token lacks the scope “${scope}”.` });
}

function signalOf(response: ServerResponse): AbortSignal {
  const left = new AbortController();
  response.once('close', () => {
    left.abort(new Error('the client has left or has its answer'));
  });
  return left.signal;
}
