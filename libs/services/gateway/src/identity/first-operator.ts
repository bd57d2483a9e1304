import type { SecretStore } from '@mailhaul/application';
import { operatorDecider, operatorStream, providerTenant } from '@mailhaul/domain';
import { type Clock, type Random, uuid4, uuid5 } from '@mailhaul/kernel';
import type { Commander } from '../commands/commander.ts';
import { gatewayNamespace, secretVersionOf } from '../commands/ids.ts';
import { everyTenant, isAdministrator } from './caller.ts';
import type { OperatorDirectory } from './operator-directory.ts';
import type { Passwords } from './passwords.ts';

export interface FirstOperatorOptions {
  readonly commander: Commander;
  readonly directory: OperatorDirectory;
  readonly passwords: Passwords;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly adminPassword: string | undefined;
}

/** To be shown once, on the terminal and nowhere else; a password that was given is its giver's to know. */
export interface FirstSignIn {
  readonly login: string;
  readonly password: string;
}

export const firstLogin = 'admin';
const firstId = uuid5(gatewayNamespace, 'first-operator');
const actor = 'gateway';
const passwordLength = 20;
/** Without characters that look alike. */
const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/**
 * Makes the first operator where nobody administers yet. Until its one-time password is changed each start gives another
 * one, so that one that nobody has seen locks nobody out. Undefined: there is nothing to show.
 */
export async function ensureFirstOperator(
  options: FirstOperatorOptions,
): Promise<FirstSignIn | undefined> {
  const { directory, adminPassword, random, clock, commander } = options;
  const known = directory.get(firstId);
  const isWaiting = known !== undefined && isUnused(known.operator);
  if (!isWaiting && directory.all().some(({ operator }) => isAdministrator(operator.roles))) {
    return undefined;
  }
  if (known === undefined) {
    await commander.command(place, {
      kind: 'AddOperator',
      ...{ commandId: uuid4(random), atMs: clock.wallMs(), actor },
      details: { login: firstLogin, name: 'Administrator' },
      roles: [{ tenant: everyTenant, role: 'provider-admin' }],
    });
  }
  const password = adminPassword ?? randomPassword(random);
  await setPassword(options, { password, mustChange: adminPassword === undefined });
  return { login: firstLogin, password };
}

const place = {
  tenant: providerTenant,
  stream: operatorStream(firstId),
  decider: operatorDecider,
} as const;

function isUnused(operator: {
  readonly passwordVersion: number;
  readonly mustChangePassword: boolean;
}): boolean {
  return operator.passwordVersion === 0 || operator.mustChangePassword;
}

async function setPassword(
  options: FirstOperatorOptions,
  given: { readonly password: string; readonly mustChange: boolean },
): Promise<void> {
  const { commander, passwords, secrets, clock, random } = options;
  const commandId = uuid4(random);
  const hash = await passwords.hash(given.password);
  const owner = `operator.${firstId}`;
  const version = secretVersionOf(commandId);
  await secrets.put({ tenant: providerTenant, owner, version }, hash);
  const { state } = await commander.fold(place);
  const passwordVersion = state.status === 'active' ? state.passwordVersion : 0;
  await commander.command(place, {
    kind: 'SetPassword',
    ...{ commandId, atMs: clock.wallMs(), actor },
    ...{ version: passwordVersion + 1, mustChange: given.mustChange },
  });
}

function randomPassword(random: Random): string {
  const characters: string[] = [];
  while (characters.length < passwordLength) {
    for (const byte of random.bytes(passwordLength)) {
      // Bytes above the last whole multiple would make some characters likelier than others.
      const isFair = byte < 256 - (256 % alphabet.length);
      if (isFair) characters.push(alphabet[byte % alphabet.length] ?? '');
    }
  }
  return characters.slice(0, passwordLength).join('');
}
