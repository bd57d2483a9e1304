import type { Folder, FolderState } from '@mailhaul/connector-contract';
import { refusalError } from '../errors.ts';
import { pathOfName } from '../parse/folder-names.ts';
import { specialUseOf } from '../parse/special-use.ts';
import type { Namespaces, SessionCore } from '../session-core.ts';
import { WireViolation } from '../wire/raw-response.ts';
import type { Untagged } from '../wire/untagged.ts';
import { noMore, valueText } from '../wire/value-reader.ts';
import { askStatus, isSameName, parseStatusData, statusItems } from './folder-status.ts';

const foldersMax = 50_000;
/** RFC 9051 knows none; longer ones fit into no event, and no server makes them. */
const nameCharsMax = 8192;
/** Attributes that mean something here come among the first. */
const attributesMax = 32;

interface Listed {
  readonly name: string;
  readonly delimiter: string | undefined;
  readonly attributes: ReadonlySet<string>;
  isSubscribed: boolean;
  state: FolderState | undefined;
}

/** All folders of the account, in one round trip where the server can, else LIST, LSUB and a STATUS for each. */
export async function listFolders(core: SessionCore): Promise<readonly Folder[]> {
  const listed = new Map<string, Listed>();
  const { features } = core;
  const isWhole = features.listExtended && (await listExtended(core, listed));
  if (!isWhole) await listPlainly(core, listed);
  const namespaces = await core.namespaces;
  const own = [...listed.values()].filter(({ name }) => isOwn(name, namespaces));
  if (!isWhole || !features.listStatus) await askStates(core, own);
  return own
    .filter((entry) => !isShadowOfInbox(entry, namespaces))
    .map((entry) => toFolder(entry, namespaces));
}

/** RFC 5258, RFC 5819, RFC 6154. False where the server refuses what it offers. */
async function listExtended(core: SessionCore, listed: Map<string, Listed>): Promise<boolean> {
  const { features } = core;
  const options = ['SUBSCRIBED'];
  if (features.specialUse) options.push('SPECIAL-USE');
  if (features.listStatus) options.push(`STATUS (${statusItems(features)})`);
  const answer = await core.wire.run(`LIST "" "*" RETURN (${options.join(' ')})`, {
    name: 'LIST',
    onData: (untagged) => takeListed(untagged, 'LIST', listed) || takeStatus(untagged, listed),
  });
  if (answer.status === 'OK') return true;
  listed.clear();
  return false;
}

async function listPlainly(core: SessionCore, listed: Map<string, Listed>): Promise<void> {
  const subscribed = new Map<string, Listed>();
  const [answer] = await Promise.all([
    core.wire.run('LIST "" "*"', {
      name: 'LIST',
      onData: (untagged) => takeListed(untagged, 'LIST', listed),
    }),
    core.wire.run('LSUB "" "*"', {
      name: 'LSUB',
      onData: (untagged) => takeListed(untagged, 'LSUB', subscribed),
    }),
  ]);
  if (answer.status !== 'OK') throw refusalError(answer, 'list');
  for (const { name, attributes } of subscribed.values()) {
    const entry = listed.get(keyOf(name));
    // LSUB names parents of subscribed folders with \Noselect (RFC 3501 §6.3.9).
    if (entry !== undefined && !attributes.has('\\noselect')) entry.isSubscribed = true;
  }
}

/** Pipelined; a folder that refuses is listed without its state. */
async function askStates(core: SessionCore, folders: readonly Listed[]): Promise<void> {
  const asked = folders.filter(canHoldItems).map(async (entry) => {
    try {
      const { state } = await core.wire.inTurn((turn) => ({
        state: askStatus(core, turn, entry.name),
      }));
      entry.state = await state;
    } catch (error) {
      if (core.wire.error !== undefined) throw error;
      entry.state = undefined;
    }
  });
  await Promise.all(asked);
}

function takeListed(
  untagged: Untagged,
  kind: 'LIST' | 'LSUB',
  listed: Map<string, Listed>,
): boolean {
  if (untagged.kind !== kind) return false;
  const values = untagged.values();
  const attributes = values.next();
  const delimiter = valueText(values.next());
  const next = values.next();
  // An unquoted folder called NIL.
  const name = next === null ? 'NIL' : next === noMore ? undefined : valueText(next);
  if (!Array.isArray(attributes) || name === undefined || name === '') return true;
  if (name.length > nameCharsMax) {
    throw new WireViolation('the server lists a folder whose name has no end', true);
  }
  if (listed.size >= foldersMax) throw new WireViolation('the server lists too many folders', true);
  const lower = new Set(
    attributes
      .slice(0, attributesMax)
      .flatMap((flag) => (typeof flag === 'string' ? [flag.toLowerCase()] : [])),
  );
  if (listed.has(keyOf(name))) return true;
  listed.set(keyOf(name), {
    name,
    delimiter: delimiter?.length === 1 ? delimiter : undefined,
    attributes: lower,
    isSubscribed: lower.has('\\subscribed'),
    state: undefined,
  });
  return true;
}

function takeStatus(untagged: Untagged, listed: ReadonlyMap<string, Listed>): boolean {
  const data = parseStatusData(untagged);
  const entry = data === undefined ? undefined : listed.get(keyOf(data.name));
  if (data === undefined || entry === undefined) return false;
  entry.state = data.state;
  return true;
}

function keyOf(name: string): string {
  return isSameName(name, 'INBOX') ? 'INBOX' : name;
}

function isOwn(name: string, { personal, foreignPrefixes }: Namespaces): boolean {
  const foreign = foreignPrefixes.some(
    (prefix) =>
      (name.startsWith(prefix) || `${name}${personal.delimiter ?? ''}` === prefix) &&
      !personal.prefix.startsWith(prefix),
  );
  return !foreign;
}

/** With a prefix `INBOX.` the parent of `INBOX.INBOX.x` is a name only: INBOX itself stands in its place. */
function isShadowOfInbox(entry: Listed, { personal: { prefix } }: Namespaces): boolean {
  const isShadow = prefix !== '' && entry.name.toUpperCase() === `${prefix.toUpperCase()}INBOX`;
  return isShadow && !canHoldItems(entry);
}

function canHoldItems({ attributes }: Listed): boolean {
  return !attributes.has('\\noselect') && !attributes.has('\\nonexistent');
}

function toFolder(entry: Listed, { personal }: Namespaces): Folder {
  const path = pathOfName(entry.name, {
    prefix: personal.prefix,
    delimiter: entry.delimiter ?? personal.delimiter,
  });
  const specialUse = specialUseOf(path, entry.attributes);
  return {
    id: isSameName(entry.name, 'INBOX') ? 'INBOX' : entry.name,
    path,
    ...(specialUse === undefined ? {} : { specialUse }),
    canHoldItems: canHoldItems(entry),
    isSubscribed: entry.isSubscribed,
    ...(entry.state === undefined || !canHoldItems(entry) ? {} : { state: entry.state }),
  };
}
