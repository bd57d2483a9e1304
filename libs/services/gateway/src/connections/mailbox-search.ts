import { ConnectorError, type OpenContext } from '@mailhaul/connector-contract';
import {
  ConnectionUrlRefused,
  type DescribedSecrets,
  searchDirectory,
  settingsFromDetails,
} from '@mailhaul/connector-registry';
import type { FoundMailbox, MailboxSearchQuery, SearchLimit } from '@mailhaul/contracts';
import {
  type DirectoryMailbox,
  type DirectorySettings,
  DirectoryWishRefused,
  searchDirectoryMailboxes,
  unitsOf,
} from '@mailhaul/directory';
import type { AddressGuard } from '@mailhaul/connector-contract';
import type { ConnectionDetails, ConnectionFacts } from '@mailhaul/domain';
import { defined } from '../commands/defined.ts';
import { inSlices } from '../commands/in-slices.ts';
import { ApiProblem } from '../http/api-problem.ts';

/** Who was found, by address, and who said so. */
export interface FoundAll {
  readonly rows: readonly FoundMailbox[];
  readonly source: 'directory' | 'exchange';
  readonly limit: SearchLimit | undefined;
}

export type SearchWish = MailboxSearchQuery & {
  /** Found at most; absent: as many as people look through. */
  readonly max?: number;
};

/** By the directory of the connection. @throws {ApiProblem} */
export async function foundInDirectory(
  settings: DirectorySettings,
  { q, kind, unit, group, max }: SearchWish,
  context: OpenContext,
): Promise<FoundAll> {
  const answer = await answered(() =>
    searchDirectoryMailboxes(settings, { text: q, kinds: kind, unit, group, max }, context),
  );
  const rows = await inSlices(rowsOf(answer.mailboxes), context.clock);
  return { rows, source: 'directory', limit: answer.limit };
}

/** By Exchange itself, where the connection has no directory. @throws {ApiProblem} */
export async function foundInExchange(
  asked: {
    readonly details: ConnectionDetails & Pick<ConnectionFacts, 'kind'>;
    readonly secrets: DescribedSecrets;
    readonly guard: AddressGuard | undefined;
  },
  { q = '', kind, unit, group }: MailboxSearchQuery,
  context: OpenContext,
): Promise<FoundAll> {
  const { details, secrets, guard } = asked;
  const { adminUser, kind: spoken, signIn } = details;
  if (spoken === 'imap' || signIn !== 'admin' || adminUser === undefined) {
    throw new ApiProblem('directory-missing');
  }
  const filters = Object.entries({ kind, unit, group }).filter(([, value]) => value !== undefined);
  if (filters.length > 0) {
    const message =
      'needs a directory (LDAP) of the connection: Exchange itself cannot be asked so';
    const faults = filters.map(([place]) => ({ place, message }));
    throw new ApiProblem('query-invalid', { faults });
  }
  const { settings, options } = settingsFromDetails(details, secrets, { user: adminUser });
  const question = { text: q, ...options, ...(guard === undefined ? {} : { addressGuard: guard }) };
  const { entries, limit } = await answered(() => searchDirectory(settings, question, context));
  const rows = entries
    .filter((one) => one.kind === 'mailbox')
    .map(({ address, name }) => ({ address, name, kind: 'mailbox' as const, aliases: [] }));
  return { rows, source: 'exchange', limit };
}

/** What a directory refuses, as the API tells it. @throws {ApiProblem} */
export async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof DirectoryWishRefused) {
      const faults = [{ place: error.field, message: error.message }];
      throw new ApiProblem('query-invalid', { faults });
    }
    if (error instanceof ConnectionUrlRefused) throw new ApiProblem('directory-missing');
    if (!(error instanceof ConnectorError)) throw error;
    const { message, remedy, serverText } = error;
    const words = serverText === undefined ? '' : ` It says: ${serverText}`;
    throw new ApiProblem('directory-failed', { detail: `${message}${words} ${remedy}` });
  }
}

/** Mailboxes between two pauses. */
const stepMailboxes = 250;

function* rowsOf(mailboxes: readonly DirectoryMailbox[]): Generator<undefined, FoundMailbox[]> {
  const rows: FoundMailbox[] = [];
  for (const mailbox of mailboxes) {
    if (rows.length % stepMailboxes === 0) yield;
    rows.push(rowOf(mailbox));
  }
  return rows;
}

function rowOf(mailbox: DirectoryMailbox): FoundMailbox {
  const { address, name, kind, aliases, id, account, hasArchive, dn } = mailbox;
  return {
    ...{ address, name, kind, aliases, id, hasArchive, path: [...unitsOf(dn)] },
    ...defined({ account }),
  };
}

/** What each limit means to whoever searches. */
export const limitWords: Readonly<Record<SearchLimit, string>> = {
  entries:
    'There are more than a search shows: look for a part of a name, in a unit or in a group.',
  server:
    'The server shows no more than these: look for a part of a name, in a unit or in a group.',
  letters:
    'Exchange shows a hundred at a time and was asked letter by letter; names with other letters than a to z, digits and .-_ may be missing.',
  questions:
    'There may be more: a search of Exchange ends at 200 questions. Look for longer texts.',
  time: 'There may be more: a search of Exchange ends after two minutes. Look for longer texts.',
};
