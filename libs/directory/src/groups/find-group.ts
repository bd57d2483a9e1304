import { DirectoryWishRefused } from '../directory-wish-refused.ts';
import type { DirectoryPlace } from '../look-at-server.ts';
import type { DirectorySession } from '../open-session.ts';
import { isWithin } from '../read/dn.ts';
import { anyGroup, groupNamed } from '../read/filters.ts';

const attributes = ['objectClass'];

/** The distinguished name of one group, given that or what people call it. @throws {DirectoryWishRefused} none, or several. @throws ConnectorError */
export async function findGroup(
  session: DirectorySession,
  { baseDn }: DirectoryPlace,
  group: string,
): Promise<string> {
  if (group.includes('=')) {
    const isBelow = isWithin(group, baseDn);
    const question = { baseDn: group, filter: anyGroup, attributes };
    const entry = isBelow ? await session.read(question) : undefined;
    if (entry === undefined)
      throw new DirectoryWishRefused('group', 'is no group of the directory');
    return entry.dn;
  }
  const found: string[] = [];
  for await (const page of session.pages({ baseDn, filter: groupNamed(group), attributes })) {
    found.push(...page.entries.map(({ dn }) => dn));
    if (found.length > 1) break;
  }
  const [dn] = found;
  if (dn === undefined) throw new DirectoryWishRefused('group', 'is no group of the directory');
  if (found.length > 1) {
    throw new DirectoryWishRefused(
      'group',
      'is the name of several groups: give its distinguished name',
    );
  }
  return dn;
}
