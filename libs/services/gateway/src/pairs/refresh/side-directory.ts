import type { Pair, PairSideName } from '@mailhaul/contracts';
import {
  type DirectorySettings,
  findDirectoryMailboxes,
  type MailboxesSought,
  type SoughtAnswer,
} from '@mailhaul/directory';
import { DirectoryList } from '@mailhaul/domain';
import { connectionAggregate } from '../../connections/connection-place.ts';
import { directorySettingsOf } from '../../connections/directory-input.ts';
import { answered } from '../../connections/mailbox-search.ts';
import { savedConnection } from '../../connections/search-connection.ts';
import type { GatewayParts } from '../../gateway-parts.ts';
import { ApiProblem } from '../../http/api-problem.ts';
import { unavailableWords } from './refresh-words.ts';

/** A side's directory, before anything was asked. */
export interface SideDirectory {
  readonly side: PairSideName;
  /** Of the connection, as people call it. */
  readonly name: string;
  readonly settings: DirectorySettings;
}

/** @throws {ApiProblem} nobody can be asked; or the connection must be reconfigured first. */
export async function sideDirectory(
  parts: GatewayParts,
  side: PairSideName,
  place: { readonly tenant: string; readonly id: string },
): Promise<SideDirectory> {
  const { details, secrets } = await savedConnection(parts, place);
  const { name, kind, directory } = details;
  const { state } = await parts.commander.fold(connectionAggregate(place));
  if (state.status === 'broken') {
    const detail = `The connection “${name}” (${side}) does not work (${state.code ?? 'unknown'}): what has changed there must be changed in it first.`;
    throw reconfigureFirst(side, detail);
  }
  if (directory === undefined) {
    const detail = unavailableWords(side, { name, kind });
    throw new ApiProblem('refresh-unavailable', {
      detail,
      faults: [{ place: side, message: `“${name}” has no directory` }],
    });
  }
  const guard = parts.options.addressGuard;
  const password = secrets.directoryPassword;
  return { side, name, settings: directorySettingsOf(directory, { password, guard }) };
}

/** Who of these is there now: one talk with the directory. @throws {ApiProblem} it gave no whole answer */
export async function askSide(
  parts: GatewayParts,
  { side, name, settings }: SideDirectory,
  asked: { readonly pairs: readonly Pair[]; readonly left: AbortSignal },
): Promise<DirectoryList> {
  const { clock, random } = parts.options;
  const sought = soughtOf(asked.pairs, side);
  const answer = await parts.tests.run(asked.left, (signal) =>
    failing(side, name, () => findDirectoryMailboxes(settings, sought, { clock, random, signal })),
  );
  if (!answer.isWhole) {
    const detail = `The directory of “${name}” (${side}) shows fewer entries than were asked for, so that nobody can be called missing: raise its limit for the account that reads.`;
    throw reconfigureFirst(side, detail);
  }
  return new DirectoryList(answer.mailboxes);
}

/** Of the directory. Who was picked from one to be added has that id as the row's own. */
export function knownId(pair: Pair, side: PairSideName): string | undefined {
  const { externalId = '' } = pair;
  const isOfDirectory = side === 'source' && /^(?:objectGUID|entryUUID):/.test(externalId);
  return pair[`${side}Id`] ?? (isOfDirectory ? externalId : undefined);
}

function soughtOf(pairs: readonly Pair[], side: PairSideName): MailboxesSought {
  return {
    ids: pairs.flatMap((pair) => knownId(pair, side) ?? []),
    addresses: pairs.flatMap((pair) => (pair[side] === '' ? [] : [pair[side]])),
  };
}

async function failing(
  side: PairSideName,
  name: string,
  ask: () => Promise<SoughtAnswer>,
): Promise<SoughtAnswer> {
  try {
    return await answered(ask);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'directory-failed') throw error;
    const { detail = '' } = error.parts;
    throw reconfigureFirst(side, `The directory of “${name}” (${side}) gave no answer: ${detail}`);
  }
}

function reconfigureFirst(side: PairSideName, detail: string): ApiProblem {
  const faults = [{ place: side, message: 'reconfigure its connection' }];
  return new ApiProblem('reconfigure-first', { detail, faults });
}
