import type { SecretStore, SessionStore } from '@mailhaul/application';
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
  readonly sessions: Pick<SessionStore, 'removeOf'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly adminPassword: string | undefined;
  /** Nobody knows the password any more: an administrator gets a one-time password, whatever stands in the configuration. */
  readonly isReset: boolean;
}

/** To be shown once, on the terminal and nowhere else; a password that was given is its giver's to know. */
export interface FirstSignIn {
  readonly login: string;
  readonly password: string;
  /** It stands in the configuration: not to be shown. */
  readonly isGiven: boolean;
}

export const firstLogin = 'admin';
const firstId = uuid5(gatewayNamespace, 'first-operator');
const actor = 'gateway';
const resetActor = 'reset-admin-password';
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
  const { directory, adminPassword, random, isReset } = options;
  if (isReset) return resetPassword(options);
  const known = directory.get(firstId);
  const isWaiting = known !== undefined && isUnused(known.operator);
  if (!isWaiting && directory.all().some(({ operator }) => isAdministrator(operator.roles))) {
    return undefined;
  }
  if (known === undefined) await addFirst(options, actor);
  const password = adminPassword ?? randomPassword(random);
  const isGiven = adminPassword !== undefined;
  await setPassword(options, firstId, { password, mustChange: !isGiven, actor });
  return { login: firstLogin, password, isGiven };
}

/** Of the first operator, or, where that is none any more, of whoever administers for longest. Signs them out everywhere. */
async function resetPassword(options: FirstOperatorOptions): Promise<FirstSignIn> {
  const { directory, random, sessions } = options;
  const administrators = directory.all().filter(({ operator }) => isAdministrator(operator.roles));
  const known = administrators.find(({ id }) => id === firstId) ?? administrators[0];
  if (known === undefined) await addFirst(options, resetActor);
  const id = known?.id ?? firstId;
  const password = randomPassword(random);
  await setPassword(options, id, { password, mustChange: true, actor: resetActor });
  await sessions.removeOf(id);
  return { login: known?.operator.details?.login ?? firstLogin, password, isGiven: false };
}

async function addFirst(options: FirstOperatorOptions, by: string): Promise<void> {
  const { commander, random, clock } = options;
  await commander.command(placeOf(firstId), {
    kind: 'AddOperator',
    ...{ commandId: uuid4(random), atMs: clock.wallMs(), actor: by },
    details: { login: firstLogin, name: 'Administrator' },
    roles: [{ tenant: everyTenant, role: 'provider-admin' }],
  });
}

function placeOf(id: string) {
  return { tenant: providerTenant, stream: operatorStream(id), decider: operatorDecider } as const;
}

function isUnused(operator: {
  readonly passwordVersion: number;
  readonly mustChangePassword: boolean;
}): boolean {
  return operator.passwordVersion === 0 || operator.mustChangePassword;
}

async function setPassword(
  options: FirstOperatorOptions,
  id: string,
  given: { readonly password: string; readonly mustChange: boolean; readonly actor: string },
): Promise<void> {
  const { commander, passwords, secrets, clock, random } = options;
  const commandId = uuid4(random);
  const hash = await passwords.hash(given.password);
  const owner = `operator.${id}`;
  const version = secretVersionOf(commandId);
  await secrets.put({ tenant: providerTenant, owner, version }, hash);
  const { state } = await commander.fold(placeOf(id));
  const passwordVersion = state.status === 'active' ? state.passwordVersion : 0;
  await commander.command(placeOf(id), {
    kind: 'SetPassword',
    ...{ commandId, atMs: clock.wallMs(), actor: given.actor },
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
