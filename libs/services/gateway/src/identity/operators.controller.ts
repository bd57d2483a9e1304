import type { Operator as OperatorResource } from '@mailhaul/contracts';
import { operatorDecider, operatorStream, providerTenant, type RoleGrant } from '@mailhaul/domain';
import { uuid5 } from '@mailhaul/kernel';
import { Controller, Inject } from '@nestjs/common';
import { secretVersionOf } from '../commands/ids.ts';
import { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { orderOf, param } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { Serves, TheCall } from '../http/serves.ts';
import { everyTenant, isAdministrator } from './caller.ts';
import { operatorResource } from './operator-directory.ts';

@Controller()
export class OperatorsController {
  readonly #parts: GatewayParts;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
  }

  @Serves('listOperators')
  listOperators(): readonly OperatorResource[] {
    return this.#parts.operators.all().map(operatorResource);
  }

  @Serves('addOperator')
  addOperator(@TheCall() call: Call<'addOperator'>): Promise<OperatorResource> {
    return this.#parts.turns.run('operators', () => this.#add(call));
  }

  @Serves('setRoles')
  setRoles(@TheCall() call: Call<'setRoles'>): Promise<OperatorResource> {
    const { roles } = call.body;
    const id = param(call, 'operator');
    checkRoles(roles);
    return this.#parts.turns.run('operators', async () => {
      this.#need(id);
      if (!isAdministrator(roles)) this.#keepAnAdministrator(id);
      await this.#command(call, { kind: 'SetRoles', roles });
      return operatorResource(this.#need(id));
    });
  }

  @Serves('removeOperator')
  removeOperator(@TheCall() call: Call<'removeOperator'>): Promise<void> {
    const id = param(call, 'operator');
    return this.#parts.turns.run('operators', async () => {
      this.#need(id);
      this.#keepAnAdministrator(id);
      await this.#command(call, { kind: 'RemoveOperator' });
      await this.#parts.authenticator.endAllOf(id);
      await this.#parts.options.secrets.remove(providerTenant, `operator.${id}`);
    });
  }

  async #add(call: Call<'addOperator'>): Promise<OperatorResource> {
    const { commander, operators, options, passwords, secretWriter } = this.#parts;
    const { login, name, roles, password } = call.body;
    checkRoles(roles);
    const id = uuid5(call.commandId, 'operator');
    const taken = operators.byLogin(login);
    if (taken !== undefined && taken.id !== id) throw new ApiProblem('login-taken');
    const aggregate = this.#aggregate(id);
    const order = orderOf(call, options.clock);
    const added = await commander.command(aggregate, {
      kind: 'AddOperator',
      ...order,
      details: { login, name },
      roles,
    });
    await this.#parts.reach(added.position);
    if (operators.byLogin(login)?.id !== id) {
      // Another gateway was first: its one has the login.
      const commandId = uuid5(call.commandId, 'withdraw');
      await commander.command(aggregate, { kind: 'RemoveOperator', ...order, commandId });
      throw new ApiProblem('login-taken');
    }
    const commandId = uuid5(call.commandId, 'password');
    const place = {
      ...{ tenant: providerTenant, owner: `operator.${id}` },
      version: secretVersionOf(commandId),
    };
    await secretWriter.put(place, await passwords.hash(password, call.address));
    const { position } = await commander.command(aggregate, {
      kind: 'SetPassword',
      ...order,
      ...{ commandId, version: 1, mustChange: true },
    });
    await this.#parts.reach(position);
    return operatorResource(this.#need(id));
  }

  async #command(
    call: Call,
    wish: { kind: 'SetRoles'; roles: readonly RoleGrant[] } | { kind: 'RemoveOperator' },
  ): Promise<void> {
    const { commander, options } = this.#parts;
    const { expectedRevision } = call;
    const aggregate = { ...this.#aggregate(param(call, 'operator')), expectedRevision };
    const order = orderOf(call, options.clock);
    const { position } = await commander.command(aggregate, { ...order, ...wish });
    await this.#parts.reach(position);
  }

  #need(id: string) {
    const known = this.#parts.operators.get(id);
    if (known === undefined) throw new ApiProblem('not-found');
    return known;
  }

  #keepAnAdministrator(id: string): void {
    if (!this.#parts.operators.hasOtherAdministrator(id)) {
      throw new ApiProblem('last-administrator');
    }
  }

  #aggregate(id: string) {
    return { tenant: providerTenant, stream: operatorStream(id), decider: operatorDecider };
  }
}

/** @throws {ApiProblem} a provider administrator is one everywhere. */
function checkRoles(roles: readonly RoleGrant[]): void {
  const faults = roles.flatMap(({ tenant, role }, n) =>
    role === 'provider-admin' && tenant !== everyTenant
      ? [{ place: `roles.${n}.tenant`, message: 'is * for a provider administrator' }]
      : [],
  );
  if (faults.length > 0) throw new ApiProblem('body-invalid', { faults });
}
