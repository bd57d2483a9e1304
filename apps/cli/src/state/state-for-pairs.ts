import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { EventStore } from '@mailhaul/application';
import type { RawConnectionOptions } from '../options/migrate-options.ts';
import { parseSideUrl } from '../pairs/side-url.ts';
import type { OpenedPair } from '../run/opened-pair.ts';
import { localTenant } from '../tenant.ts';
import { UsageError } from '../usage-error.ts';
import { type StatePaths, locateState, statePaths } from './state-folder.ts';

/** Where the state of these pairs is, whether it exists or not. */
export async function stateOfPairs(
  raw: RawConnectionOptions,
  pairs: readonly OpenedPair[],
): Promise<StatePaths> {
  return statePaths(await locateState(raw.state, nameParts(raw, pairs)));
}

/** A state that nobody will miss, for a dry run over mailboxes that have none. */
export async function temporaryState(): Promise<{ paths: StatePaths; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'mailhaul-'));
  return { paths: statePaths(folder), remove: () => rm(folder, { recursive: true, force: true }) };
}

export function hasState(paths: StatePaths): boolean {
  return existsSync(paths.events);
}

/** One pair given by options and a state full of others is a slip: a ledger started there would be looked for elsewhere. */
export async function refuseForeignState(store: EventStore, pair: OpenedPair): Promise<void> {
  const known = await ledgerPairs(store);
  if (known.length === 0 || known.includes(pair.pairId)) return;
  throw new UsageError(
    'this state folder belongs to another source and target',
    'leave --state out, or give this pair a folder of its own',
  );
}

/** Ids of the pairs that have a ledger in this state. */
export async function ledgerPairs(store: EventStore): Promise<readonly string[]> {
  const prefix = `ledger-${localTenant}.`;
  const names = await store.listStreams(prefix);
  return [...new Set(names.map((name) => name.slice(prefix.length).split('.')[0] ?? ''))];
}

/**
 * The single pair: both mailboxes. Many: the two servers, so that adding rows keeps the state; where the rows name the
 * servers themselves, the file they stand in.
 */
function nameParts(raw: RawConnectionOptions, pairs: readonly OpenedPair[]): readonly string[] {
  if (raw.pairs === undefined)
    return ['pair', ...pairs.flatMap(({ source, target }) => [source.identity, target.identity])];
  if (raw.source === undefined || raw.target === undefined) return ['file', resolve(raw.pairs)];
  return ['servers', serverOf(raw.source), serverOf(raw.target)];
}

function serverOf(text: string): string {
  const { url } = parseSideUrl(text, 'it');
  return `${url.protocol}//${url.host}`.toLowerCase();
}
