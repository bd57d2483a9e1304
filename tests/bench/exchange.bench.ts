import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { buildSync } from 'esbuild';
import { benchCorpus, type Corpus } from '@mailhaul/testing/corpus';
import { commandLineEntry } from '../support/command-line.ts';
import { assertBundled } from './assert-bundled.ts';
import { type ExchangeSeries, exchangeSeries } from './exchange/series.ts';
import { exchangeSource, imapSource, startExchange, storedIn, urlOf } from './exchange/stage.ts';
import { measureJobs, type Measured } from './measure-jobs.ts';
import type { Job } from './peers/peer.ts';
import { median, range } from './statistics.ts';

export interface ExchangeBenchOptions {
  readonly rounds: number;
  /** Share of the messages; below 1 only to try the bench itself. */
  readonly scale: number;
}

interface Sides {
  readonly source: string;
  readonly target: string;
  readonly dir: string;
}

interface Peer {
  readonly name: string;
  job(sides: Sides): Job;
}

const largeBytes = 25_000_000;
const yardstick = 'bare batches';
const oneByOne = 'ews-javascript-api, one by one';

/**
 * The same mail to our server of Exchange, by Mailhaul, by a bare writer of batches and by a loop over ews-javascript-api, whole processes in
 * interleaved rounds. Only the ratios mean anything. Then what one item of 25 MB adds to Mailhaul's memory.
 */
export async function benchExchange({ rounds, scale }: ExchangeBenchOptions): Promise<void> {
  assertBundled();
  const workDir = mkdtempSync(join(tmpdir(), 'mh-bench-'));
  try {
    for (const series of exchangeSeries) {
      const peers = peersOf(series, workDir);
      const corpus = benchCorpus({ seed: 1, messages: Math.ceil(series.messages * scale) });
      const source = await sourceOf(series, corpus);
      try {
        const run = { source: source.url, workDir, thinkingMs: series.thinkingMs };
        printRuns(series, await runRounds(peers, rounds, run));
      } finally {
        await source.stop();
      }
    }
    await benchLargeItem(workDir);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

function sourceOf({ source, thinkingMs }: ExchangeSeries, corpus: Corpus) {
  return source === 'imap' ? imapSource(corpus) : exchangeSource(corpus, thinkingMs);
}

interface Run {
  readonly source: string;
  readonly workDir: string;
  readonly thinkingMs: number;
}

interface Runs {
  readonly itemCount: number;
  readonly byPeer: ReadonlyMap<string, readonly Measured[]>;
}

async function runRounds(peers: readonly Peer[], rounds: number, run: Run): Promise<Runs> {
  const byPeer = new Map<string, Measured[]>(peers.map(({ name }) => [name, []]));
  let itemCount = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const at of peers.keys()) {
      const peer = peers[(at + round) % peers.length];
      if (peer === undefined) continue;
      const { measured, stored } = await runOnce(peer, run);
      itemCount ||= stored;
      if (measured.exitCode !== 0 || stored !== itemCount) {
        throw new Error(`${peer.name}: ${stored} of ${itemCount} items\n${measured.output}`);
      }
      byPeer.get(peer.name)?.push(measured);
    }
  }
  return { itemCount, byPeer };
}

async function benchLargeItem(workDir: string): Promise<void> {
  const peaks: number[] = [];
  for (const bytes of [1_000, largeBytes]) {
    const source = await imapSource({
      folders: [{ path: ['INBOX'], isSubscribed: true, messages: [one(bytes)] }],
    });
    try {
      const run = { source: source.url, workDir, thinkingMs: 0 };
      const { measured, stored } = await runOnce(mailhaul, run);
      if (measured.exitCode !== 0 || stored !== 1) throw new Error(measured.output);
      peaks.push(measured.peakMb);
    } finally {
      await source.stop();
    }
  }
  const [small = 0, large = 0] = peaks;
  console.log(
    `An item of 25 MB: peak ${large.toFixed(0)} MB, ${(large - small).toFixed(0)} MB more than with one of 1 kB.`,
  );
}

function one(bytes: number): Corpus['folders'][number]['messages'][number] {
  const line = `${'0123456789'.repeat(7)}\r\n`;
  const head = 'From: a@example.com\r\nMessage-ID: <one@example.com>\r\nSubject: one\r\n\r\n';
  const text = head + line.repeat(Math.ceil(bytes / line.length));
  return { bytes: Buffer.from(text), flags: [], epochSeconds: 1.7e9, zoneMinutes: 0, quirk: '' };
}

/** To a new server. */
async function runOnce(
  peer: Peer,
  { source, workDir, thinkingMs }: Run,
): Promise<{ readonly measured: Measured; readonly stored: number }> {
  const server = await startExchange(thinkingMs);
  const dir = mkdtempSync(join(workDir, 'run-'));
  try {
    const measured = await measureJobs([peer.job({ source, target: urlOf(server), dir })], 1);
    return { measured, stored: storedIn(server) };
  } finally {
    await server.stop();
  }
}

const mailhaul: Peer = {
  name: 'mailhaul',
  job({ source, target, dir }) {
    const sides = ['--source', source, '--target', target, '--state', join(dir, 'state')];
    return node([...commandLineEntry(), 'migrate', ...sides, '--quiet', '--no-verify']);
  },
};

function peersOf({ source }: ExchangeSeries, workDir: string): Peer[] {
  const [bare, loop] =
    source === 'imap'
      ? (['bare-writer', 'one-by-one'] as const)
      : (['bare-transfer', 'one-by-one-between'] as const);
  const pathOf = (file: string) => fileURLToPath(new URL(`exchange/${file}.ts`, import.meta.url));
  const outfile = join(workDir, `${bare}.mjs`);
  buildSync({
    ...{ outfile, bundle: true, platform: 'node', format: 'esm' },
    entryPoints: [pathOf(bare)],
    conditions: ['mailhaul-source'],
  });
  return [
    { name: yardstick, job: ({ source: from, target }) => node([outfile, from, target]) },
    mailhaul,
    {
      name: oneByOne,
      // Not in one file: it finds its parts by their paths.
      job: ({ source: from, target }) =>
        node(['--conditions=mailhaul-source', pathOf(loop), from, target]),
    },
  ];
}

function node(args: readonly string[]): Job {
  return { command: process.execPath, args };
}

function printRuns({ title }: ExchangeSeries, { itemCount, byPeer }: Runs): void {
  const head = ['peer', 'wall s', 'min–max', 'items/s'];
  const table = new Table({
    head: [...head, `× ${yardstick}`, '× one by one', 'CPU s', 'peak MB'],
    style: { head: [], border: [] },
  });
  // Rounds are paired: each is compared with the runs of the same round.
  const against = (name: string, measured: readonly Measured[]) => {
    const others = byPeer.get(name) ?? [];
    const ratios = measured.map(({ wallMs }, at) => (others[at]?.wallMs ?? Number.NaN) / wallMs);
    return `${median(ratios).toFixed(2)} (${range(ratios, 2)})`;
  };
  for (const [name, measured] of byPeer) {
    const seconds = measured.map(({ wallMs }) => wallMs / 1000);
    table.push([
      name,
      median(seconds).toFixed(2),
      range(seconds, 2),
      (itemCount / median(seconds)).toFixed(0),
      against(yardstick, measured),
      against(oneByOne, measured),
      (median(measured.map(({ cpuMs }) => cpuMs)) / 1000).toFixed(2),
      Math.max(...measured.map(({ peakMb }) => peakMb)).toFixed(0),
    ]);
  }
  console.log(`\n${title}: ${itemCount} messages`);
  console.log(table.toString());
}
