import type * as Ews from 'ews-javascript-api';
import { type EwsServer, type EwsServerOptions, startEwsServer } from '@mailhaul/mail-servers';
import { expect, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { runMailhaul } from '../migrate-once.ts';
import { clientOf } from './independent-client.ts';
import { type ReadFolder, readAll } from './read-by-client.ts';

export const address = 'ann@example.com';
const password = 'secret';

export interface Exchange {
  readonly server: EwsServer;
  /** The independent client, signed in as the mailbox's owner. */
  readonly service: Ews.ExchangeService;
  /** For the command line, with more parameters: `&kind=archive`. */
  readonly url: (more?: string) => string;
}

export async function startExchange(options: Partial<EwsServerOptions> = {}): Promise<Exchange> {
  const server = await startEwsServer({ mailboxes: [{ address, password }], ...options });
  onTestFinished(() => server.stop());
  const login = `${encodeURIComponent(address)}:${password}`;
  return {
    server,
    service: clientOf(server, {
      ...{ user: address, password },
      version: options.version?.major === 14 ? 'Exchange2010_SP1' : 'Exchange2013_SP1',
    }),
    url: (more = '') =>
      `exchange://${login}@${server.host}:${server.port}${server.path}?security=none${more}`,
  };
}

/** What the command line says of one mailbox when it ends. */
export interface Finished {
  readonly end: string;
  readonly pass: Counts;
  readonly totals: Counts & { readonly pending: number };
  readonly exclusions: readonly { readonly reason: string; readonly items: number }[];
  readonly failures: readonly { readonly reason: string; readonly items: number }[];
  readonly surplusReported: number;
  readonly verification: {
    readonly grade: string;
    readonly findings: Readonly<Record<string, number>>;
  } | null;
}

interface Counts {
  readonly migrated: number;
  readonly excluded: number;
  readonly failed: number;
  readonly gone: number;
  readonly collapsed: number;
}

/** A folder for what the command line keeps. */
export function newState(): string {
  const folder = temporaryFolder('every-kind');
  onTestFinished(folder.remove);
  return folder.path;
}

/** One run of the command line over one mailbox. */
export async function migrated(source: string, target: string, state: string): Promise<Finished> {
  const sides = ['--source', source, '--target', target, '--state', state];
  const { stdout, stderr } = await runMailhaul(['migrate', ...sides, '--json']);
  const finished = stdout
    .split('\n')
    .filter((line) => line.includes('"mailbox-finished"'))
    .map((line) => JSON.parse(line) as Finished);
  expect([finished.length, finished.length === 1 ? '' : stdout + stderr]).toEqual([1, '']);
  return finished[0] as Finished;
}

/** The folders that hold something. */
export function filled(folders: readonly ReadFolder[]): ReadFolder[] {
  return folders.filter(({ items }) => items.length > 0);
}

export async function read({ service }: Exchange): Promise<ReadFolder[]> {
  return filled(await readAll(service));
}

/** Ids of all items: what is written again has another one. */
export function idsOf({ server }: Exchange): string[] {
  const mailbox = server.mailbox(address);
  return mailbox
    .below(mailbox.root.id)
    .flatMap(({ items }) => items.map(({ id }) => id))
    .toSorted();
}

export function countOf(folders: readonly ReadFolder[]): number {
  return folders.reduce((sum, { items }) => sum + items.length, 0);
}
