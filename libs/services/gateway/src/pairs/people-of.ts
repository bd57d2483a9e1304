import type { FoundMailbox } from '@mailhaul/contracts';
import type { FoundAll } from '../connections/mailbox-search.ts';
import { savedConnection, searchConnection } from '../connections/search-connection.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';

/** Everybody who has a mailbox on that side; undefined: there is nobody to be asked. @throws {ApiProblem} */
export function mailboxesOf(
  parts: GatewayParts,
  place: { readonly tenant: string; readonly id: string },
  stop: AbortSignal,
): Promise<FoundAll | undefined> {
  const { clock, random } = parts.options;
  return parts.tests.run(stop, async (signal) => {
    const saved = await savedConnection(parts, place);
    const context = { clock, random, signal };
    try {
      return await searchConnection(parts, saved, { query: { limit: 200 }, context });
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'directory-missing') return undefined;
      throw error;
    }
  });
}

/** By each of their addresses, in lower case. */
export function peopleOf(mailboxes: readonly FoundMailbox[]): ReadonlyMap<string, FoundMailbox> {
  const people = new Map<string, FoundMailbox>();
  for (const mailbox of mailboxes) {
    for (const address of mailbox.aliases) people.set(address.toLowerCase(), mailbox);
  }
  for (const mailbox of mailboxes) people.set(mailbox.address.toLowerCase(), mailbox);
  return people;
}
