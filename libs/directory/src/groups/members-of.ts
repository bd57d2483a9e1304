import { type DirectorySession, readsAtOnceMax } from '../open-session.ts';
import { type DirectoryEntry, textsOf } from '../read/directory-entry.ts';
import { keyOf } from '../read/dn.ts';
import { anything } from '../read/filters.ts';
import { mailboxAttributes } from '../read/mailbox-of.ts';

/** Entries read of one group and the groups in it. */
const membersMax = 50_000;

const memberAttributes = ['member', 'uniqueMember'];
const attributes = [...mailboxAttributes, ...memberAttributes];

/**
 * Who is in a group (RFC 4519 §2.17, §2.40), through groups in it as well, each entry once: a group that is in itself ends there. Members that are
 * gone, or that the account may not read, are left out. `more`, and then nothing: there are more than may be read. @throws ConnectorError
 */
export async function* membersOf(
  session: DirectorySession,
  groupDn: string,
): AsyncGenerator<readonly DirectoryEntry[] | 'more'> {
  const seen = new Set([keyOf(groupDn)]);
  const ahead = [groupDn];
  while (ahead.length > 0) {
    const names = ahead.splice(0, readsAtOnceMax);
    const read = await session.readAll(
      names.map((baseDn) => ({ baseDn, filter: anything, attributes })),
    );
    const entries = read.filter((entry) => entry !== undefined);
    yield entries;
    for (const member of entries.flatMap(membersIn)) {
      const key = keyOf(member);
      if (seen.has(key)) continue;
      if (seen.size > membersMax) {
        yield 'more';
        return;
      }
      seen.add(key);
      ahead.push(member);
    }
  }
}

/** A `uniqueMember` may end in a bit string that tells namesakes apart (RFC 4517 §3.3.21). */
function membersIn(entry: DirectoryEntry): readonly string[] {
  return memberAttributes
    .flatMap((attribute) => textsOf(entry, attribute))
    .map((name) => name.replace(/#'[01]*'B$/, ''));
}
