import { refusalError } from '../errors.ts';
import type { Namespace } from '../parse/folder-names.ts';
import type { ServerFeatures } from '../server-features.ts';
import type { Namespaces } from '../session-core.ts';
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
  let delimiter: string | undefined;
  await wire.run('LIST "" ""', {
    name: 'LIST',
    onData: (untagged) => {
      if (untagged.kind !== 'LIST') return false;
      const values = untagged.values();
      values.next();
      delimiter = separatorOf(values.next());
      return true;
    },
  });
  return { personal: { prefix: '', delimiter }, foreignPrefixes: [] };
}

function parseNamespaces(untagged: Untagged): Namespaces | undefined {
  const values = untagged.values();
  const personal = namespacesIn(values.next());
  const others = namespacesIn(values.next());
  const shared = namespacesIn(values.next());
  const own = personal[0];
  if (own === undefined) return undefined;
  const foreign = [...personal.slice(1), ...others, ...shared];
  return {
    personal: own,
    foreignPrefixes: foreign.map(({ prefix }) => prefix).filter((prefix) => prefix !== ''),
  };
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
