import type { FolderState, SpecialUse } from '@mailhaul/connector-contract';
import { folderRefusedError, refusalError } from '../errors.ts';
import { attributeOf } from '../parse/special-use.ts';
import { nameArgument, type SessionCore } from '../session-core.ts';
import type { StatusResponse } from '../wire/status-response.ts';
import { noMore, valueText } from '../wire/value-reader.ts';
import { folderState, isSameName } from './folder-status.ts';

/** A folder that is there now, by its name on the wire. */
export interface Made {
  readonly name: string;
  readonly wasCreated: boolean;
  readonly canHoldItems: boolean;
  readonly state?: FolderState | undefined;
}

export interface Wanted {
  readonly name: string;
  readonly subscribe: boolean;
  readonly specialUse: SpecialUse | undefined;
}

/**
 * CREATE, with SUBSCRIBE and STATUS right behind it, without asking first: most folders are new. One that exists is no
 * error. @throws ConnectorError the server's refusal
 */
export async function createFolder(core: SessionCore, wanted: Wanted): Promise<Made> {
  const name = nameArgument(wanted.name, core.features);
  const [answer, , state, kept] = await Promise.all([
    runCreate(core, name, wanted.specialUse),
    // Refused subscriptions do not matter: the folder is what counts.
    wanted.subscribe ? core.wire.run(`SUBSCRIBE ${name}`, { name: 'SUBSCRIBE' }) : undefined,
    // Asked in the same breath, which saves a round trip; whoever needs it and finds it missing asks again.
    folderState(core, wanted.name).catch(() => undefined),
    isOftenAltered(wanted.name) ? findFolder(core, wanted.name, false) : undefined,
  ]);
  if (answer.status === 'OK') {
    const isAnother = isOftenAltered(wanted.name) && kept === undefined;
    if (isAnother) throw folderRefusedError('The server gave the folder another name.');
    return { name: wanted.name, wasCreated: true, canHoldItems: true, state };
  }
  // A server that knows no case says so here: what it has under another spelling is the folder (RFC 5530).
  const mayDiffer = answer.code === 'ALREADYEXISTS';
  const found = await findFolder(core, wanted.name, mayDiffer);
  if (found === undefined) throw refusalError(answer, 'create-folder');
  if (found.name === wanted.name) return { wasCreated: false, state, ...found };
  if (wanted.subscribe) {
    const argument = nameArgument(found.name, core.features);
    await core.wire.run(`SUBSCRIBE ${argument}`, { name: 'SUBSCRIBE' });
  }
  return { wasCreated: false, ...found };
}

/** Blanks at the ends: some servers take them away without a word. Quotes and backslashes: GreenMail repeats them so that nobody can read them. */
function isOftenAltered(name: string): boolean {
  return /^ | $| [/.]|[/.] |["\\]/.test(name);
}

async function runCreate(
  core: SessionCore,
  name: string,
  use: SpecialUse | undefined,
): Promise<StatusResponse> {
  const attribute = use === undefined ? undefined : attributeOf[use];
  if (attribute !== undefined && core.features.createSpecialUse) {
    const answer = await core.wire.run(`CREATE ${name} (USE (${attribute}))`, {
      name: 'CREATE',
    });
    // RFC 6154 §3: the server may refuse the use and still take the folder.
    if (answer.status === 'OK' || answer.code === 'ALREADYEXISTS') return answer;
  }
  return core.wire.run(`CREATE ${name}`, { name: 'CREATE' });
}

/** The folder of exactly that name, or of one that differs in case only where that is asked for. */
async function findFolder(
  core: SessionCore,
  name: string,
  mayDifferInCase: boolean,
): Promise<Pick<Made, 'name' | 'canHoldItems'> | undefined> {
  let found: Pick<Made, 'name' | 'canHoldItems'> | undefined;
  await core.wire.run(`LIST "" ${nameArgument(name, core.features)}`, {
    name: 'LIST',
    onData: (untagged) => {
      if (untagged.kind !== 'LIST') return false;
      const values = untagged.values();
      const attributes = values.next();
      values.next();
      const next = values.next();
      // Wildcards inside the name find others as well.
      const listed = next === noMore ? '' : (valueText(next) ?? '');
      const isIt =
        isSameName(listed, name) ||
        (mayDifferInCase && listed.toLowerCase() === name.toLowerCase());
      if (!isIt || !Array.isArray(attributes)) return true;
      const lower = attributes.map((flag) => (typeof flag === 'string' ? flag.toLowerCase() : ''));
      if (lower.includes('\\nonexistent')) return true;
      found = { name: listed, canHoldItems: !lower.includes('\\noselect') };
      return true;
    },
  });
  return found;
}
