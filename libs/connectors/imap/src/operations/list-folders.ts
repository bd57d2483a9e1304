import type { Folder, FolderState, SpecialUse } from '@mailhaul/connector-contract';
import { refusalError } from '../errors.ts';
import { namedFolder, type Namespace } from '../parse/folder-names.ts';
import { folderNatureOf, type ServerKind, serverKindOf } from '../parse/folder-nature.ts';
import { labelKey, onlyHereId, withoutCount } from '../parse/only-here.ts';
import { isContainer, plainNameOf, specialUseOf } from '../parse/special-use.ts';
import {
  nameArgument,
  type Namespaces,
  type OtherNamespace,
  type SessionCore,
} from '../session-core.ts';
import { WireViolation } from '../wire/raw-response.ts';
import type { Untagged } from '../wire/untagged.ts';
import { noMore, valueText } from '../wire/value-reader.ts';
import { askStatus, isSameName, parseStatusData, statusItems } from './folder-status.ts';
import { settledInbox } from './settle-inbox.ts';

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

const statesLostMax = 2;

/** All folders of the account, in one round trip where the server can, else LIST, LSUB and a STATUS for each. */
export async function listFolders(core: SessionCore): Promise<readonly Folder[]> {
  const listed = new Map<string, Listed>();
  const { features } = core;
  const isWhole = features.listExtended && (await listExtended(core, listed));
  if (!isWhole) await listPlainly(core, listed);
  const namespaces = await core.namespaces;
  await listHidden(core, namespaces, listed);
  const entries = [...listed.values()].filter((entry) => !isShadowOfInbox(entry, namespaces));
  // Where that has cost connections, whoever needs a state asks for that one: then it shows which folder it is.
  const mayAsk = core.limits.statesLost < statesLostMax;
  if (mayAsk && (!isWhole || !features.listStatus)) {
    await askStates(
      core,
      entries.filter(({ name }) => placeOf(name, namespaces).sharing === undefined),
    );
  }
  const server = serverKindOf(features.names, await core.serverName);
  const folders = entries.map((entry) => toFolder(entry, namespaces, server));
  if (server !== 'gmail') return folders;
  core.labels = Promise.resolve(labelsOf(folders));
  const views = folders.filter((folder) => folder.specialUse === 'all' && folder.canHoldItems);
  return [...folders, ...(views.length > 0 ? views : [hiddenView(folders)]).map(archivedIn)];
}

/** The labels of Gmail that belong to a folder which is listed. */
export function listedLabels(core: SessionCore): Promise<ReadonlySet<string>> {
  core.labels ??= listFolders(core).then(labelsOf);
  return core.labels;
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
  const { xlist, specialUse } = core.features;
  const kind = xlist && !specialUse ? 'XLIST' : 'LIST';
  const [answer] = await Promise.all([
    core.wire.run(`${kind} "" "*"`, {
      name: kind,
      onData: (untagged) => takeListed(untagged, kind, listed),
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

/** Namespaces that begin with `#` are not among what `*` finds (RFC 9051 §6.3.9); news is nobody's mail. */
async function listHidden(
  core: SessionCore,
  { others }: Namespaces,
  listed: Map<string, Listed>,
): Promise<void> {
  const hidden = others.filter(({ prefix }) => /^#(?!news)/i.test(prefix));
  await Promise.all(
    hidden.map(({ prefix }) =>
      core.wire.run(`LIST "" ${nameArgument(`${prefix}*`, core.features)}`, {
        name: 'LIST',
        onData: (untagged) => takeListed(untagged, 'LIST', listed),
      }),
    ),
  );
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
  try {
    await Promise.all(asked);
    core.limits.statesLost = 0;
  } catch (error) {
    core.limits.statesLost += 1;
    throw error;
  }
  const inbox = folders.find(({ name }) => isSameName(name, 'INBOX'));
  if (inbox?.state !== undefined) inbox.state = await settledInbox(core, inbox.state);
}

function takeListed(
  untagged: Untagged,
  kind: 'LIST' | 'LSUB' | 'XLIST',
  listed: Map<string, Listed>,
): boolean {
  if (untagged.kind !== kind) return false;
  const values = untagged.values();
  const attributes = values.next();
  const delimiter = valueText(values.next());
  const next = values.next();
  // An unquoted folder called NIL.
  const said = next === null ? 'NIL' : next === noMore ? undefined : valueText(next);
  if (!Array.isArray(attributes) || said === undefined || said === '') return true;
  if (said.length > nameCharsMax) {
    throw new WireViolation('the server lists a folder whose name has no end', true);
  }
  if (listed.size >= foldersMax) throw new WireViolation('the server lists too many folders', true);
  const lower = new Set(
    attributes
      .slice(0, attributesMax)
      .flatMap((flag) => (typeof flag === 'string' ? [flag.toLowerCase()] : [])),
  );
  // XLIST calls INBOX as the user's language does.
  const name = kind === 'XLIST' && lower.has('\\inbox') ? 'INBOX' : said;
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

/** The namespace that a name stands in: the one of the longest prefix. */
function placeOf(name: string, { personal, others }: Namespaces): OtherNamespace {
  let place: OtherNamespace = { ...personal, sharing: undefined };
  const isIn = ({ prefix, delimiter }: Namespace) =>
    name.startsWith(prefix) || `${name}${delimiter ?? ''}` === prefix;
  for (const other of others) {
    const isLonger =
      other.prefix.length > place.prefix.length || !isIn(place) || place.prefix === '';
    if (isIn(other) && isLonger) place = other;
  }
  return place;
}

/** With a prefix `INBOX.` the parent of `INBOX.INBOX.x` is a name only: INBOX itself stands in its place. */
function isShadowOfInbox(entry: Listed, { personal: { prefix } }: Namespaces): boolean {
  const isShadow = prefix !== '' && entry.name.toUpperCase() === `${prefix.toUpperCase()}INBOX`;
  return isShadow && !canHoldItems(entry);
}

function canHoldItems({ attributes }: Listed): boolean {
  return !attributes.has('\\noselect') && !attributes.has('\\nonexistent');
}

function toFolder(entry: Listed, namespaces: Namespaces, server: ServerKind): Folder {
  const place = placeOf(entry.name, namespaces);
  const { sharing } = place;
  const named = sharing === undefined ? ownName(entry, namespaces) : foreignName(entry, place);
  const { path } = named;
  const found = sharing === undefined ? specialUseOf(path, entry.attributes) : undefined;
  const nature = folderNatureOf(path, {
    attributes: entry.attributes,
    use: found?.use,
    server,
    isVirtual: /^virtual\W$/i.test(place.prefix),
  });
  const plainName = found === undefined ? undefined : plainNameOf[found.use];
  const isContained = path.length === 2 && path[0] !== 'INBOX' && isContainer(path[0]);
  return {
    ...named,
    ...(found === undefined ? {} : { specialUse: found.use }),
    ...(found?.isDeclared ? { isUseDeclared: true } : {}),
    ...(nature === undefined ? {} : { nature }),
    ...(sharing === undefined ? {} : { sharing }),
    ...(plainName !== undefined && isContained ? { plainPath: [plainName] } : {}),
    canHoldItems: canHoldItems(entry),
    isSubscribed: entry.isSubscribed,
    ...(entry.state === undefined || !canHoldItems(entry) ? {} : { state: entry.state }),
  };
}

type Named = Pick<Folder, 'id' | 'path' | 'shownAs'>;

function ownName(entry: Listed, { personal }: Namespaces): Named {
  const delimiter = entry.delimiter ?? personal.delimiter;
  return namedFolder(entry.name, { prefix: personal.prefix, delimiter });
}

const rootOf = { shared: 'Shared folders', public: 'Public folders' } as const;

/** Below a name of ours, so that it meets no folder of the mailbox's own. */
function foreignName(entry: Listed, { prefix, delimiter, sharing }: OtherNamespace): Named {
  const root = rootOf[sharing ?? 'shared'];
  if (entry.name.length <= prefix.length) return { id: entry.name, path: [root] };
  const { path } = namedFolder(entry.name.slice(prefix.length), { prefix: '', delimiter });
  return { id: entry.name, path: [root, ...path] };
}

function labelsOf(folders: readonly Folder[]): ReadonlySet<string> {
  const labels = new Set<string>();
  for (const { id, specialUse, nature, canHoldItems: holds } of folders) {
    if (!holds || nature !== undefined) continue;
    labels.add(labelKey(id));
    for (const label of labelsOfUse[specialUse ?? 'all'] ?? []) labels.add(label);
  }
  return labels;
}

const labelsOfUse: Readonly<Partial<Record<SpecialUse, readonly string[]>>> = {
  inbox: ['\\inbox'],
  sent: ['\\sent'],
  drafts: ['\\draft', '\\drafts'],
  trash: ['\\trash'],
  junk: ['\\junk', '\\spam'],
};

/** Gmail's archived mail as a folder of its own: what of "All Mail" stands in no other folder. */
function archivedIn({ id, path, isSubscribed, state }: Folder): Folder {
  return {
    id: onlyHereId(id),
    path: [...path.slice(0, -1), `${path.at(-1) ?? ''} (archived)`],
    plainPath: [plainNameOf.archive ?? 'Archive'],
    specialUse: 'archive',
    isUseDeclared: true,
    isSelection: true,
    canHoldItems: true,
    isSubscribed,
    ...(state === undefined ? {} : { state: withoutCount(state) }),
  };
}

/**
 * "All Mail" where the user has hidden it from IMAP: it cannot be opened, and so it is told that archived mail is not seen.
 */
function hiddenView(folders: readonly Folder[]): Folder {
  const isGmails = ({ id }: Folder) => /^\[G(?:oogle )?mail\]$/i.test(id);
  const container = folders.find(isGmails)?.id ?? '[Gmail]';
  const name = 'All Mail';
  const path = [container, name];
  return { id: path.join('/'), path, canHoldItems: true, isSubscribed: false };
}
