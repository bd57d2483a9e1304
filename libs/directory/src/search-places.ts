import type { OpenContext } from '@mailhaul/connector-contract';
import { cleanServerText } from '@mailhaul/connector-line';
import { type DirectorySettings, directorySettingsSchema } from './directory-settings.ts';
import { lookAtServer } from './look-at-server.ts';
import { openSession } from './open-session.ts';
import { textsOf } from './read/directory-entry.ts';
import { pathOf } from './read/dn.ts';
import { anyGroup, anyUnit, withText } from './read/filters.ts';
import type { DirectoryLimit } from './search-mailboxes.ts';

const placesMax = 2_000;

/** A group, or an organisational unit (containers among them). */
export interface NamedPlace {
  readonly dn: string;
  readonly name: string;
  /** Of a group that can be written to. */
  readonly address?: string;
  /** From the top of the directory to it, for people. */
  readonly path: readonly string[];
}

export interface PlacesAnswer {
  /** By name. */
  readonly places: readonly NamedPlace[];
  readonly limit?: DirectoryLimit;
}

/** Groups or units that mailboxes can be searched in, those with the text in their name. Reads only. @throws ConnectorError */
export async function searchDirectoryPlaces(
  settings: DirectorySettings,
  wish: { readonly what: 'group' | 'unit'; readonly text?: string | undefined },
  context: OpenContext,
): Promise<PlacesAnswer> {
  const valid = directorySettingsSchema.parse(settings);
  const session = await openSession(valid, context);
  try {
    const { baseDn } = await lookAtServer(session, valid.baseDn);
    const isGroup = wish.what === 'group';
    const filter = isGroup ? withText(anyGroup, wish.text ?? '') : anyUnit;
    const attributes = ['displayName', 'cn', 'ou', 'mail'];
    const places: NamedPlace[] = [];
    let limit: DirectoryLimit | undefined;
    for await (const { entries, isCut } of session.pages({ baseDn, filter, attributes })) {
      for (const entry of entries) {
        const [mail] = textsOf(entry, 'mail');
        const path = pathOf(entry.dn).map(cleanServerText);
        const name = cleanServerText(textsOf(entry, 'displayName')[0] ?? path.at(-1) ?? entry.dn);
        const address = mail === undefined ? {} : { address: cleanServerText(mail) };
        if (isGroup || name.toLowerCase().includes((wish.text ?? '').toLowerCase()))
          places.push({ dn: entry.dn, name, path, ...address });
      }
      limit = isCut ? 'server' : places.length > placesMax ? 'entries' : undefined;
      if (limit !== undefined) break;
    }
    const sorted = places.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
    return { places: sorted.slice(0, placesMax), ...(limit === undefined ? {} : { limit }) };
  } finally {
    session.close();
  }
}
