import { refusalError } from '../errors.ts';
import type { Namespace } from '../parse/folder-names.ts';
import type { ServerFeatures } from '../server-features.ts';
import type { Namespaces, OtherNamespace } from '../session-core.ts';
import type { ImapWire } from '../wire/imap-wire.ts';
import type { Untagged } from '../wire/untagged.ts';
import { type Value, noMore, valueText } from '../wire/value-reader.ts';

/** Asks where the account's own folders live (RFC 2342), else which separator the server uses (RFC 9051 §6.3.9). */
export async function askNamespaces(wire: ImapWire, features: ServerFeatures): Promise<Namespaces> {
  if (features.namespace) {
    let found: Namespaces | undefined;
    const answer = await wire.run('NAMESPACE', {
      name: 'NAMESPACE',
      onData: (untagged) => {
        if (untagged.kind !== 'NAMESPACE') return false;
        found = parseNamespaces(untagged);
        return true;
      },
    });
    // Exchange signs in accounts without a mailbox and says so only here.
    if (answer.status !== 'OK' && refusalError(answer, 'other').code === 'sign-in-rejected') {
      throw refusalError(answer, 'other');
    }
    if (found !== undefined) return found;
  }
  const [, delimiter] = (await listNames(wire, ''))[0] ?? [];
  const prefix = delimiter === '.' ? await guessPrefix(wire, delimiter) : '';
  return { personal: { prefix, delimiter, isGuessed: prefix !== '' }, others: [] };
}

/** Courier and its like without NAMESPACE: everything stands below INBOX and nothing beside it. */
async function guessPrefix(wire: ImapWire, delimiter: string): Promise<string> {
  const [isAlone, below] = await Promise.all([
    isInboxAlone(wire),
    listNames(wire, `INBOX${delimiter}%`),
  ]);
  return isAlone && below.length > 0 ? `INBOX${delimiter}` : '';
}

/** No folder stands beside INBOX. */
export async function isInboxAlone(wire: ImapWire): Promise<boolean> {
  const top = await listNames(wire, '%');
  return top.every(([name]) => name.toUpperCase() === 'INBOX');
}

async function listNames(
  wire: ImapWire,
  pattern: string,
): Promise<(readonly [name: string, delimiter: string | undefined])[]> {
  const names: (readonly [string, string | undefined])[] = [];
  await wire.run(`LIST "" "${pattern}"`, {
    name: 'LIST',
    onData: (untagged) => {
      if (untagged.kind !== 'LIST') return false;
      const values = untagged.values();
      values.next();
      const delimiter = separatorOf(values.next());
      const name = values.next();
      const isKept = names.length < namesMax && name !== noMore;
      if (isKept) names.push([valueText(name) ?? '', delimiter]);
      return true;
    },
  });
  return names;
}

const namesMax = 10_000;

function parseNamespaces(untagged: Untagged): Namespaces | undefined {
  const values = untagged.values();
  const [own, ...more] = namespacesIn(values.next());
  const shared = namespacesIn(values.next());
  const open = namespacesIn(values.next());
  if (own === undefined) return undefined;
  const others: OtherNamespace[] = [
    ...more.map((namespace) => ({ ...namespace, sharing: undefined })),
    ...shared.map((namespace) => ({ ...namespace, sharing: 'shared' as const })),
    ...open.map((namespace) => ({ ...namespace, sharing: 'public' as const })),
  ];
  return { personal: own, others: others.filter(({ prefix }) => prefix !== '') };
}

function namespacesIn(value: Value | typeof noMore): Namespace[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    if (!Array.isArray(entry)) return [];
    const delimiter = separatorOf(entry[1] ?? null);
    const prefix = valueText(entry[0]) ?? '';
    const needsEnd = prefix !== '' && delimiter !== undefined && !prefix.endsWith(delimiter);
    return [{ prefix: needsEnd ? prefix + delimiter : prefix, delimiter }];
  });
}

export function separatorOf(value: Value | typeof noMore): string | undefined {
  const text = value === noMore ? undefined : valueText(value);
  return text?.length === 1 ? text : undefined;
}
