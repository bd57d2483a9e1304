import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { buildSync } from 'esbuild';
import { type EwsServer, startEwsServer } from '@mailhaul/mail-servers';
import { benchCorpus, type Corpus, loadCorpus } from '@mailhaul/testing/corpus';
import { anyUserPassword, type DovecotServer, startDovecot } from '@mailhaul/testing/servers';
import { commandLineEntry } from '../support/command-line.ts';
import { measureJobs, type Measured } from './measure-jobs.ts';
import type { Job } from './peers/peer.ts';
import { median, range } from './statistics.ts';

export interface ExchangeBenchOptions {
  readonly rounds: number;
  /** Share of the messages; below 1 only to try the bench itself. */
  readonly scale: number;
}

interface Peer {
  readonly name: string;
  job(sides: { readonly source: string; readonly target: string; readonly dir: string }): Job;
}

const messages = 2_000;
const largeBytes = 25_000_000;
const address = 'ann@example.com';
const password = 'secret';
const yardstick = 'bare batched writer';

/**
 * The same mail from Dovecot to our server of Exchange, by Mailhaul, by a bare writer of batches and by a loop over ews-javascript-api, whole
 * processes in interleaved rounds. Only the ratios mean anything. Then what one item of 25 MB adds to Mailhaul's memory.
 */
export async function benchExchange({ rounds, scale }: ExchangeBenchOptions): Promise<void> {
  const workDir = mkdtempSync(join(tmpdir(), 'mh-bench-'));
  const source = await startDovecot({ separator: '/' });
  try {
    const peers = peersIn(workDir);
    await fill(source, 'many', benchCorpus({ seed: 1, messages: Math.ceil(messages * scale) }));
    const runs = new Map<string, Measured[]>(peers.map(({ name }) => [name, []]));
    let itemCount = 0;
    for (let round = 0; round < rounds; round += 1) {
      for (const at of peers.keys()) {
        const peer = peers[(at + round) % peers.length];
        if (peer === undefined) continue;
        const { measured, stored } = await runOnce(peer, { source, user: 'many', workDir });
        itemCount ||= stored;
        if (measured.exitCode !== 0 || stored !== itemCount) {
          throw new Error(`${peer.name}: ${stored} of ${itemCount} items\n${measured.output}`);
        }
        runs.get(peer.name)?.push(measured);
      }
    }
    printRuns(runs, itemCount);
    await benchLargeItem(source, workDir, peers);
  } finally {
    await source.stop();
    rmSync(workDir, { recursive: true, force: true });
  }
}

async function benchLargeItem(
  source: DovecotServer,
  workDir: string,
  peers: readonly Peer[],
): Promise<void> {
  const mailhaul = peers.find(({ name }) => name === 'mailhaul');
  if (mailhaul === undefined) return;
  const peaks: number[] = [];
  for (const [user, bytes] of [
    ['small', 1_000],
    ['large', largeBytes],
  ] as const) {
    await fill(source, user, {
      folders: [{ path: ['INBOX'], isSubscribed: true, messages: [one(bytes)] }],
    });
    const { measured, stored } = await runOnce(mailhaul, { source, user, workDir });
    if (measured.exitCode !== 0 || stored !== 1) throw new Error(measured.output);
    peaks.push(measured.peakMb);
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

async function fill(source: DovecotServer, user: string, corpus: Corpus): Promise<void> {
  const access = { host: source.host, port: source.port, user, password: anyUserPassword };
  await loadCorpus(corpus, access, { separator: '/', prefix: '' });
}

/** To a new server. */
async function runOnce(
  peer: Peer,
  run: { readonly source: DovecotServer; readonly user: string; readonly workDir: string },
): Promise<{ readonly measured: Measured; readonly stored: number }> {
  const server = await startEwsServer({ mailboxes: [{ address, password }] });
  const dir = mkdtempSync(join(run.workDir, 'run-'));
  try {
    const { host, port } = run.source;
    const source = `imap://${run.user}:${encodeURIComponent(anyUserPassword)}@${host}:${port}?security=none`;
    const measured = await measureJobs([peer.job({ source, target: urlOf(server), dir })], 1);
    return { measured, stored: storedIn(server) };
  } finally {
    await server.stop();
  }
}

function urlOf({ host, port, path }: EwsServer): string {
  return `exchange://${encodeURIComponent(address)}:${password}@${host}:${port}${path}?security=none&auth=basic`;
}

function storedIn(server: EwsServer): number {
  const mailbox = server.mailbox(address);
  return mailbox.below(mailbox.root.id).reduce((sum, { items }) => sum + items.length, 0);
}

function peersIn(workDir: string): Peer[] {
  const script = (name: string, file: string): Peer => {
    const outfile = join(workDir, `${file}.mjs`);
    buildSync({
      ...{ outfile, bundle: true, platform: 'node', format: 'esm' },
      entryPoints: [fileURLToPath(new URL(`exchange/${file}.ts`, import.meta.url))],
      conditions: ['mailhaul-source'],
    });
    return { name, job: ({ source, target }) => node([outfile, source, target]) };
  };
  return [
    script(yardstick, 'bare-writer'),
    {
      name: 'mailhaul',
      job({ source, target, dir }) {
        const sides = ['--source', source, '--target', target, '--state', join(dir, 'state')];
        return node([...commandLineEntry(), 'migrate', ...sides, '--quiet', '--no-verify']);
      },
    },
    {
      name: 'ews-javascript-api, one by one',
      job: ({ source, target }) =>
        // Not in one file: it finds its parts by their paths.
        node([
          '--conditions=mailhaul-source',
          fileURLToPath(new URL('exchange/one-by-one.ts', import.meta.url)),
          source,
          target,
        ]),
    },
  ];
}

function node(args: readonly string[]): Job {
  return { command: process.execPath, args };
}

function printRuns(runs: ReadonlyMap<string, readonly Measured[]>, itemCount: number): void {
  const head = ['peer', 'wall s', 'min–max', 'items/s', `of ${yardstick}`, 'CPU s', 'peak MB'];
  const table = new Table({ head, style: { head: [], border: [] } });
  const bare = runs.get(yardstick) ?? [];
  for (const [name, measured] of runs) {
    const seconds = measured.map(({ wallMs }) => wallMs / 1000);
    // Rounds are paired: each is compared with the yardstick's run of the same round.
    const ratios = measured.map(({ wallMs }, at) => (bare[at]?.wallMs ?? Number.NaN) / wallMs);
    table.push([
      name,
      median(seconds).toFixed(2),
      range(seconds, 2),
      (itemCount / median(seconds)).toFixed(0),
      `${median(ratios).toFixed(2)} (${range(ratios, 2)})`,
      (median(measured.map(({ cpuMs }) => cpuMs)) / 1000).toFixed(2),
      Math.max(...measured.map(({ peakMb }) => peakMb)).toFixed(0),
    ]);
  }
  console.log(`\nFrom IMAP to Exchange: ${itemCount} messages`);
  console.log(table.toString());
}
