import { createHash } from 'node:crypto';
import { accessSync, chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { cleanText } from '../text/clean-text.ts';
import { UsageError } from '../usage-error.ts';

/** What lies where in a state folder. */
export interface StatePaths {
  readonly folder: string;
  readonly events: string;
  readonly key: string;
  /** One small file per pair: its label, sealed. */
  readonly pairs: string;
  /** The CSV files. */
  readonly logs: string;
}

export function statePaths(folder: string): StatePaths {
  return {
    folder,
    events: join(folder, 'events.sqlite'),
    key: join(folder, 'sealing.key'),
    pairs: join(folder, 'pairs'),
    logs: join(folder, 'logs'),
  };
}

/**
 * The folder that `--state` names, else one under the user's data folder with a name made of these: the identities of
 * source and target for a single pair, the servers or the path of pairs.csv for many.
 */
export async function locateState(
  given: string | undefined,
  nameParts: readonly string[],
): Promise<string> {
  if (given !== undefined) return resolve(given);
  const { default: envPaths } = await import('env-paths');
  const name = createHash('sha256').update(JSON.stringify(nameParts)).digest('hex').slice(0, 20);
  return join(envPaths('mailhaul', { suffix: '' }).data, 'state', name);
}

/** Folders under the user's data folder that hold a state, for `mailhaul status` without `--state`. */
export async function defaultStates(): Promise<readonly string[]> {
  const { default: envPaths } = await import('env-paths');
  const parent = join(envPaths('mailhaul', { suffix: '' }).data, 'state');
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .map((name) => join(parent, name))
    .filter((folder) => existsSync(statePaths(folder).events));
}

/** Makes the folder for its owner only. @throws UsageError where that cannot be. */
export function makeStateFolder(paths: StatePaths): void {
  try {
    const isNew = mkdirSync(paths.folder, { recursive: true, mode: 0o700 }) !== undefined;
    if (isNew && process.platform !== 'win32') chmodSync(paths.folder, 0o700);
    refuseForeignFolder(paths);
    mkdirSync(paths.pairs, { recursive: true, mode: 0o700 });
    mkdirSync(paths.logs, { recursive: true, mode: 0o700 });
    accessSync(paths.folder, 0o6);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new UsageError(
      `the state folder ${cleanText(paths.folder)} cannot be used${code}`,
      'give another one with --state',
      { cause },
    );
  }
}

/** `--state` with a slip of the finger must not strew files over somebody's documents. */
function refuseForeignFolder(paths: StatePaths): void {
  const names = readdirSync(paths.folder);
  // A run that was killed while it made the folder leaves a part of what is ours.
  const ours = [paths.events, paths.key, paths.pairs, paths.logs].map((path) => basename(path));
  const isOurs = (name: string) =>
    ours.some((own) => name === own || ['-', '.'].some((sign) => name.startsWith(own + sign)));
  if (names.every(isOurs) || existsSync(paths.events) || existsSync(paths.key)) return;
  throw new UsageError(
    `${cleanText(paths.folder)} is not empty and holds no state of Mailhaul`,
    'give an empty or new folder with --state',
  );
}
