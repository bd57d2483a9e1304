import type { ApiToken as TokenResource, Session as SessionResource } from '@mailhaul/contracts';
import { operatorDecider, operatorStream, providerTenant } from '@mailhaul/domain';
import { uuid5 } from '@mailhaul/kernel';
import { Controller, Inject } from '@nestjs/common';
import { defined } from '../commands/defined.ts';
import { secretVersionOf } from '../commands/ids.ts';
import { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { knownCaller, orderOf, param } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { Serves, TheCall } from '../http/serves.ts';
import { powerIn, powerOverall } from './caller.ts';
import { foldLogin, type KnownOperator, operatorResource } from './operator-directory.ts';

@Controller()
export class SessionController {
  readonly #parts: GatewayParts;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
  }

  @Serves('signIn')
  async signIn(@TheCall() call: Call<'signIn'>): Promise<SessionResource> {
    const { meter } = this.#parts.options;
    try {
      const session = await this.#begin(call);
      meter?.signIn('accepted');
      return session;
    } catch (error) {
      const code = error instanceof ApiProblem ? error.code : undefined;
      if (code === 'sign-in-refused') meter?.signIn('rejected');
      if (code === 'too-many-sign-ins') meter?.signIn('limited');
      throw error;
    }
  }

  @Serves('readSession')
  readSession(@TheCall() call: Call<'readSession'>): SessionResource {
    const caller = knownCaller(call);
    const known = this.#own(call);
    if (caller.kind === 'session') return sessionResource(known, caller.session);
    const expiresAtMs = caller.token.expiresAtMs ?? this.#parts.options.clock.wallMs() + yearMs;
    return sessionResource(known, { csrf: '', expiresAtMs });
  }

  @Serves('signOut')
  async signOut(@TheCall() call: Call<'signOut'>): Promise<void> {
    const caller = knownCaller(call);
    if (caller.kind !== 'session') throw new ApiProblem('session-needed');
    const { authenticator, live } = this.#parts;
    call.response.setHeader('Set-Cookie', await authenticator.end(caller.session));
    await live.recheck();
  }

  @Serves('changePassword')
  async changePassword(@TheCall() call: Call<'changePassword'>): Promise<SessionResource> {
    const { commander, authenticator, limiter, passwords, options, operators } = this.#parts;
    const { secretWriter } = this.#parts;
    const { id, operator } = this.#own(call);
    const { current, next } = call.body;
    limiter.take(call.address, id);
    if (!(await this.#isPassword(this.#own(call), current, call.address))) {
      const faults = [{ place: 'current', message: 'is wrong' }];
      throw new ApiProblem('password-wrong', { faults });
    }
    limiter.giveBack(call.address, id);
    if (current === next) {
      const faults = [{ place: 'next', message: 'is the present one' }];
      throw new ApiProblem('body-invalid', { faults });
    }
    const place = {
      ...{ tenant: providerTenant, owner: `operator.${id}` },
      version: secretVersionOf(call.commandId),
    };
    await secretWriter.put(place, await passwords.hash(next, call.address));
    const { position } = await commander.command(this.#aggregate(id), {
      kind: 'SetPassword',
      ...orderOf(call, options.clock),
      ...{ version: operator.passwordVersion + 1, mustChange: false },
    });
    await this.#parts.reach(position);
    await authenticator.endAllOf(id);
    const known = operators.get(id);
    if (known === undefined) throw new ApiProblem('sign-in-needed');
    const { session, cookie } = await authenticator.begin(known);
    call.response.setHeader('Set-Cookie', cookie);
    return sessionResource(known, session);
  }

  @Serves('listTokens')
  listTokens(@TheCall() call: Call<'listTokens'>): readonly TokenResource[] {
    const known = this.#own(call);
    return [...known.operator.tokens.keys()].map((id) => tokenResource(known, id));
  }

  @Serves('issueToken')
  async issueToken(
    @TheCall() call: Call<'issueToken'>,
  ): Promise<TokenResource & { readonly token: string }> {
    const { commander, authenticator, options, operators } = this.#parts;
    const { id } = this.#own(call);
    this.#checkToken(call);
    const { label, scopes, tenant, expiresAt } = call.body;
    const { token, hash } = authenticator.mintToken();
    const tokenId = uuid5(call.commandId, 'token');
    const made = defined({ tokenId, hash, scopes: [...new Set(scopes)], tenant });
    const { position } = await commander.command(this.#aggregate(id), {
      kind: 'IssueToken',
      ...orderOf(call, options.clock),
      token: { ...made, ...(expiresAt === undefined ? {} : { expiresAtMs: expiresAt }) },
      label,
    });
    await this.#parts.reach(position);
    const known = operators.get(id);
    if (known?.operator.tokens.has(tokenId) !== true) throw new ApiProblem('unavailable');
    return { ...tokenResource(known, tokenId), token };
  }

  @Serves('revokeToken')
  async revokeToken(@TheCall() call: Call<'revokeToken'>): Promise<void> {
    const { commander, options } = this.#parts;
    const { position } = await commander.command(this.#aggregate(this.#own(call).id), {
      kind: 'RevokeToken',
      ...orderOf(call, options.clock),
      tokenId: param(call, 'token'),
    });
    await this.#parts.reach(position);
  }

  async #begin(call: Call<'signIn'>): Promise<SessionResource> {
    const { limiter, operators, authenticator } = this.#parts;
    const { login, password } = call.body;
    limiter.take(call.address, foldLogin(login));
    const known = operators.byLogin(login);
    const isRight = await this.#isPassword(known, password, call.address);
    if (known === undefined || !isRight) throw new ApiProblem('sign-in-refused');
    limiter.giveBack(call.address, foldLogin(login));
    const { session, cookie } = await authenticator.begin(known);
    call.response.setHeader('Set-Cookie', cookie);
    return sessionResource(known, session);
  }

  async #isPassword(
    known: KnownOperator | undefined,
    password: string,
    address: string,
  ): Promise<boolean> {
    const { passwords, options } = this.#parts;
    const place =
      known === undefined
        ? undefined
        : { tenant: providerTenant, owner: `operator.${known.id}`, version: known.secretVersion };
    const hash = place === undefined ? undefined : await options.secrets.get(place);
    return passwords.check(password, hash, address);
  }

  #own(call: Pick<Call, 'caller'>): KnownOperator {
    const known = this.#parts.operators.get(knownCaller(call).operatorId);
    if (known === undefined) throw new ApiProblem('sign-in-needed');
    return known;
  }

  /** A token that could do nothing is a mistake. @throws {ApiProblem} */
  #checkToken(call: Call<'issueToken'>): void {
    const { scopes, tenant, expiresAt } = call.body;
    const caller = knownCaller(call);
    const isAdministrator = powerOverall(caller) === 'provider-admin';
    const { tenants, options } = this.#parts;
    const faults = [
      ...(scopes.includes('administer') && (!isAdministrator || tenant !== undefined)
        ? [{ place: 'scopes', message: 'administer is for provider administrators, everywhere' }]
        : []),
      ...(tenant !== undefined && (powerIn(tenant, caller) === 'none' || !tenants.has(tenant))
        ? [{ place: 'tenant', message: 'there is no such tenant' }]
        : []),
      ...(expiresAt !== undefined && expiresAt <= options.clock.wallMs()
        ? [{ place: 'expiresAt', message: 'is in the past' }]
        : []),
    ];
    if (faults.length > 0) throw new ApiProblem('token-role-missing', { faults });
  }

  #aggregate(id: string) {
    return { tenant: providerTenant, stream: operatorStream(id), decider: operatorDecider };
  }
}

const yearMs = 365 * 24 * 3600 * 1000;

function sessionResource(
  known: KnownOperator,
  { csrf, expiresAtMs }: { readonly csrf: string; readonly expiresAtMs: number },
): SessionResource {
  return { operator: operatorResource(known), csrf, expiresAt: expiresAtMs };
}

function tokenResource({ operator, tokenTimes }: KnownOperator, id: string): TokenResource {
  const token = operator.tokens.get(id);
  return {
    ...{ id, label: token?.label ?? '(erased)', scopes: [...(token?.scopes ?? [])] },
    ...(token?.tenant === undefined ? {} : { tenant: token.tenant }),
    createdAt: tokenTimes.get(id) ?? 0,
    ...(token?.expiresAtMs === undefined ? {} : { expiresAt: token.expiresAtMs }),
  };
}
