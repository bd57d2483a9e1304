import { type AddressGuard, ConnectorError, type OpenContext } from '@mailhaul/connector-contract';
import {
  type DirectorySettings,
  directorySettingsOf,
  enableUser,
  type MadeUser,
  makeUser,
  UserRefused,
} from '@mailhaul/directory';
import { fingerprintOf } from '@mailhaul/connector-registry';
import type { CreationRules, DirectoryDetails, PlannedTarget } from '@mailhaul/domain';
import { findHook } from './find-hook.ts';
import { MakingRefused } from './making-lost.ts';
import { type HookEnd, runHook } from './run-hook.ts';

/** Everything that making one target needs. Personal. */
export interface TargetToMake {
  readonly tenant: string;
  readonly pairId: string;
  readonly plan: 'create' | 'enable';
  readonly planned: PlannedTarget;
  readonly rules: CreationRules;
  readonly directory: DirectoryDetails;
  readonly directoryPassword: string | undefined;
  /** Undefined: it was set and told before, and is left as it is. */
  readonly password: string | undefined;
}

export interface MakeContext extends OpenContext {
  /** Asked before every step outside: throws where another worker may be at it. */
  readonly gate: () => Promise<void>;
  /** How long the hook may take, by now. */
  readonly hookMs: (wished: number) => number;
  readonly hooksFolder: string | undefined;
  readonly guard: AddressGuard | undefined;
}

const triesMax = 3;
const againMs = 2_000;

/**
 * The user in the directory, then what only the mail system can do. May end after any step and be called again: the directory is asked
 * first, and the hook may be run once more for the same user. @throws {MakingRefused} @throws {MakingLost}
 */
export async function makeTarget(target: TargetToMake, context: MakeContext): Promise<MadeUser> {
  const { tenant, rules } = target;
  const { hook, hookMsMax } = rules;
  const file = hook === undefined ? undefined : await findHook(context.hooksFolder, tenant, hook);
  // Before a user is made that nobody could finish.
  if (hook !== undefined && file === undefined) throw new MakingRefused('hook-missing', hook);
  const user = await inDirectory(target, context);
  if (file === undefined) return user;
  await context.gate();
  const end = await runHook(
    { file, facts: factsOf(target, user), msMax: context.hookMs(hookMsMax) },
    context,
  );
  if (end.kind !== 'done') throw new MakingRefused(hookCodes[end.kind], end.words);
  // The mail system may have given it an address by its own rules.
  return inDirectory({ ...target, password: undefined }, context);
}

const hookCodes: Readonly<Record<Exclude<HookEnd['kind'], 'done'>, string>> = {
  denied: 'hook-denied',
  failed: 'hook-failed',
  late: 'hook-timeout',
};

/** What a hook is told, in this order; docs/how-to/create-target-mailboxes.md is their promise. */
function factsOf(
  { tenant, pairId, plan, planned }: TargetToMake,
  { dn, id, address }: MadeUser,
): Readonly<Record<string, string>> {
  const { alias, name } = planned;
  return { action: plan, tenant, pair: pairId, id, dn, address, alias, name };
}

async function inDirectory(target: TargetToMake, context: MakeContext): Promise<MadeUser> {
  const { clock } = context;
  for (let tries = 1; ; tries += 1) {
    try {
      return await askDirectory(target, context);
    } catch (error) {
      if (error instanceof UserRefused) {
        const { message, serverText = '' } = error;
        throw new MakingRefused(error.reason, `${message} ${serverText}`.trim());
      }
      if (!(error instanceof ConnectorError)) throw error;
      if (error.disposition === 'retry' && tries < triesMax) {
        await clock.sleep(againMs * tries, context.signal);
        continue;
      }
      throw new MakingRefused(error.code, error.serverText ?? error.message);
    }
  }
}

function askDirectory(target: TargetToMake, context: MakeContext): Promise<MadeUser> {
  const { plan, planned, pairId, password: text, rules } = target;
  const settings = settingsOf(target, context.guard);
  if (plan === 'enable') {
    const { id = '' } = planned;
    return enableUser(settings, { ...planned, id }, context);
  }
  const { mustChange } = rules.password;
  const password = text === undefined ? undefined : { text, mustChange };
  return makeUser(settings, { ...planned, mark: markOf(pairId), password }, context);
}

/** By it a user that was made is known again, whatever was told of it. */
function markOf(pairId: string): string {
  return `Made by Mailhaul for mailbox ${pairId}`;
}

function settingsOf(
  { directory, directoryPassword: password }: TargetToMake,
  guard: AddressGuard | undefined,
): DirectorySettings {
  const pins = (directory.pin ?? '').split(',').filter(Boolean).map(fingerprintOf);
  return directorySettingsOf(directory, { password, guard, pins });
}
