import { cleanServerText } from '@mailhaul/connector-line';
import type { ImapWire } from '../wire/imap-wire.ts';
import { noMore, valueText } from '../wire/value-reader.ts';

const pairsMax = 30;

/** Says who we are and asks who the server is (RFC 2971). For people, never for decisions. */
export async function askServerName(wire: ImapWire): Promise<string | undefined> {
  const said = new Map<string, string>();
  await wire.run('ID ("name" "Mailhaul")', {
    name: 'ID',
    onData: (untagged) => {
      if (untagged.kind !== 'ID') return false;
      const values = untagged.values();
      if (!values.enterList()) return true;
      for (let pair = 0; pair < pairsMax; pair += 1) {
        const key = valueText(values.next());
        const value = values.next();
        if (key === undefined || value === noMore) break;
        said.set(key.toLowerCase(), cleanServerText(valueText(value) ?? ''));
      }
      return true;
    },
  });
  const name = [said.get('name'), said.get('version')].filter(Boolean).join(' ');
  return name === '' ? undefined : name;
}
