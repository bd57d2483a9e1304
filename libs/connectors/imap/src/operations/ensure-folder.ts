import type {
  EnsuredFolder,
  EnsureFolderOptions,
  FolderState,
  SpecialUse,
} from '@mailhaul/connector-contract';
import { folderRefusedError, refusalError } from '../errors.ts';
import { nameOfPath } from '../parse/folder-names.ts';
import { attributeOf } from '../parse/special-use.ts';
import { nameArgument, type SessionCore } from '../session-core.ts';
import type { StatusResponse } from '../wire/status-response.ts';
import { noMore, valueText } from '../wire/value-reader.ts';
import { folderState, isSameName } from './folder-status.ts';

/**
 * CREATE (and SUBSCRIBE right behind it) without asking first: most folders are new, and a folder that exists is no
 * error. Servers that do not make parents by themselves (RFC 9051 §6.3.4 only says SHOULD) get them one by one.
 */
export async function ensureFolder(
  core: SessionCore,
  path: readonly string[],
  options: EnsureFolderOptions,
): Promise<EnsuredFolder> {
  if (path.length === 0 || path.some((segment) => segment === '')) {
    throw folderRefusedError('A folder needs a name.');
  }
  const { personal } = await core.namespaces;
  const plainName = nameOfPath(path, personal);
  const made = isSameName(plainName, 'INBOX')
    ? await openInbox(core, options)
    : await createSomehow(core, { name: plainName, path, options });
  const { name } = made;
  const isInbox = isSameName(name, 'INBOX');
  const specialUse: SpecialUse | undefined = isInbox ? 'inbox' : options.specialUse;
  return {
    folder: {
      id: name,
      path: isInbox ? ['INBOX'] : [...path],
      ...(specialUse === undefined ? {} : { specialUse }),
      canHoldItems: made.canHoldItems,
      isSubscribed: options.subscribe,
      ...(made.state === undefined ? {} : { state: made.state }),
    },
    wasCreated: made.wasCreated,
  };
}

/** INBOX is always there (RFC 9051 §5.1), but need not be subscribed. */
async function openInbox(core: SessionCore, options: EnsureFolderOptions): Promise<Made> {
  if (options.subscribe) await core.wire.run('SUBSCRIBE INBOX', { name: 'SUBSCRIBE' });
  return { name: 'INBOX', wasCreated: false, canHoldItems: true };
}

interface Made {
  readonly name: string;
  readonly wasCreated: boolean;
  readonly canHoldItems: boolean;
  readonly state?: FolderState | undefined;
}

interface Wanted {
  readonly name: string;
  readonly path: readonly string[];
  readonly options: EnsureFolderOptions;
}

/**
 * Under its own name, else with look-alikes for `/` and `.` (Dovecot's Maildir refuses both, whichever of them
 * separates on the wire).
 */
async function createSomehow(core: SessionCore, wanted: Wanted): Promise<Made> {
  const { personal } = await core.namespaces;
  try {
    return await create(core, wanted);
  } catch (error) {
    const name = nameOfPath(wanted.path, personal, true);
    if (name === wanted.name || core.wire.error !== undefined) throw error;
    return await create(core, { ...wanted, name });
  }
}

async function create(core: SessionCore, wanted: Wanted): Promise<Made> {
  const name = nameArgument(wanted.name, core.features);
  const [answer, , state] = await Promise.all([
    runCreate(core, name, wanted.options.specialUse),
    // Refused subscriptions do not matter: the folder is what counts.
    wanted.options.subscribe
      ? core.wire.run(`SUBSCRIBE ${name}`, { name: 'SUBSCRIBE' })
      : undefined,
    // Asked in the same breath, which saves a round trip; whoever needs it and finds it missing asks again.
    folderState(core, wanted.name).catch(() => undefined),
  ]);
  if (answer.status === 'OK') {
    return { name: wanted.name, wasCreated: true, canHoldItems: true, state };
  }
  // A server that knows no case says so here: what it has under another spelling is the folder (RFC 5530).
  const mayDiffer = answer.code === 'ALREADYEXISTS';
  const found = await findFolder(core, wanted.name, mayDiffer);
  if (found !== undefined) return { wasCreated: false, ...found };
  // The first refusal may have been about a missing parent.
  if (wanted.path.length > 1) {
    await ensureFolder(core, wanted.path.slice(0, -1), { subscribe: false });
    const again = await core.wire.run(`CREATE ${name}`, { name: 'CREATE' });
    if (again.status === 'OK') {
      if (wanted.options.subscribe) await core.wire.run(`SUBSCRIBE ${name}`, { name: 'SUBSCRIBE' });
      return { name: wanted.name, wasCreated: true, canHoldItems: true };
    }
  }
  throw refusalError(answer, 'create-folder');
}

async function runCreate(
  core: SessionCore,
  name: string,
  use: SpecialUse | undefined,
): Promise<StatusResponse> {
  if (use !== undefined && use !== 'inbox' && core.features.createSpecialUse) {
    const answer = await core.wire.run(`CREATE ${name} (USE (${attributeOf[use]}))`, {
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
