import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import {
  benchCorpusS,
  benchCorpusXs,
  type Corpus,
  countBytes,
  countMessages,
  loadCorpus,
} from '@mailhaul/testing/corpus';
import {
  compareMailboxes,
  describeComparison,
  scanMailbox,
} from '@mailhaul/testing/independent-scan';
import { startProxy } from '@mailhaul/testing/proxies';
import { anyUserPassword, type DovecotServer, startDovecot } from '@mailhaul/testing/servers';
import { type Measured, measureChild } from './measure-child.ts';
import { measureStart } from './measure-start.ts';
import { availablePeers, type Peer } from './peers.ts';
import { median, range } from './statistics.ts';

export interface MigrateBenchOptions {
  readonly rounds: number;
  /** Where CPU profiles of Mailhaul go; absent: none are made. */
  readonly profileDir: string | undefined;
  /** Names of peers to run; empty: all there are. */
  readonly only: readonly string[];
}

const startRounds = 5;

interface Series {
  readonly name: string;
  readonly user: string;
  readonly corpus: Corpus;
  readonly rttMs: number;
}

interface Servers {
  readonly source: DovecotServer;
  readonly target: DovecotServer;
}

/**
 * Mailhaul, mbsync and the bare client copy the same mailbox between the same two servers in interleaved rounds.
 * Only the ratios of one series mean anything: machines vary by a factor of two from hour to hour.
 */
export async function benchMigrate(options: MigrateBenchOptions): Promise<void> {
  const workDir = mkdtempSync(join(tmpdir(), 'mh-bench-'));
  const servers = {
    source: await startDovecot({ separator: '.' }),
    target: await startDovecot({ separator: '/' }),
  };
  try {
    const peers = availablePeers(workDir).filter(
      ({ name }) => options.only.length === 0 || options.only.includes(name),
    );
    await printStarts(peers, workDir);
    const all: Series[] = [
      { name: 'S', user: 's', corpus: benchCorpusS(), rttMs: 0 },
      { name: 'XS', user: 'xs', corpus: benchCorpusXs(), rttMs: 20 },
    ];
    for (const series of all) {
      const access = { host: '127.0.0.1', port: servers.source.port, user: series.user };
      const style = { separator: '.', prefix: '' };
      await loadCorpus(series.corpus, { ...access, password: anyUserPassword }, style);
      await runSeries(series, { peers, servers, workDir, options });
    }
  } finally {
    await servers.source.stop();
    await servers.target.stop();
    rmSync(workDir, { recursive: true, force: true });
  }
}

interface Setting {
  readonly peers: readonly Peer[];
  readonly servers: Servers;
  readonly workDir: string;
  readonly options: MigrateBenchOptions;
}

async function runSeries(series: Series, setting: Setting): Promise<void> {
  const { servers, peers, options } = setting;
  const count = countMessages(series.corpus);
  const megabytes = (countBytes(series.corpus) / 1e6).toFixed(1);
  console.log(`\n${series.name}: ${count} messages, ${megabytes} MB, RTT ${series.rttMs} ms`);
  const proxies =
    series.rttMs === 0
      ? undefined
      : {
          source: await startProxy({ port: servers.source.port, rttMs: series.rttMs }),
          target: await startProxy({ port: servers.target.port, rttMs: series.rttMs }),
        };
  const ports = {
    source: proxies?.source.port ?? servers.source.port,
    target: proxies?.target.port ?? servers.target.port,
  };
  const results = new Map<string, Measured[]>(peers.map(({ name }) => [name, []]));
  const verdicts: string[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    // The order turns with the round, so that no peer always runs on a warmed or a tired machine.
    const turned = peers.map((_, i) => peers[(i + round) % peers.length]).filter((peer) => !!peer);
    for (const peer of turned) {
      const target = `${series.user}-${peer.name.replaceAll(/\W+/g, '-')}-${round}`;
      const measured = await runOnce(peer, { series, ports, target, setting });
      results.get(peer.name)?.push(measured);
      if (round === 1) verdicts.push(`${peer.name}: ${await judge(series, servers, target)}`);
    }
  }
  print(results, count);
  console.log('First run, by an independent scan of both sides:');
  for (const verdict of verdicts) console.log(`  ${verdict}`);
  await proxies?.source.stop();
  await proxies?.target.stop();
}

async function printStarts(peers: readonly Peer[], workDir: string): Promise<void> {
  console.log('From the start of the process to its first byte on the wire:');
  for (const peer of peers) {
    const times: number[] = [];
    for (let n = 0; n < startRounds; n += 1) {
      const dir = mkdtempSync(join(workDir, 'start-'));
      times.push(await measureStart(peer, { dir, profileDir: undefined }));
    }
    console.log(`  ${peer.name}: ${median(times).toFixed(0)} ms (${range(times, 0)})`);
  }
}

async function runOnce(
  peer: Peer,
  run: {
    series: Series;
    ports: Record<'source' | 'target', number>;
    target: string;
    setting: Setting;
  },
): Promise<Measured> {
  const { workDir, options } = run.setting;
  const dir = join(workDir, run.target);
  mkdirSync(dir);
  const password = anyUserPassword;
  const { command, args } = peer.command({
    source: { port: run.ports.source, user: run.series.user, password },
    target: { port: run.ports.target, user: run.target, password },
    dir,
    profileDir: options.profileDir,
  });
  const measured = await measureChild(command, args);
  if (measured.exitCode !== 0) {
    console.log(`${peer.name} ended with ${measured.exitCode}: ${measured.output.slice(-600)}`);
  }
  return measured;
}

async function judge(series: Series, servers: Servers, target: string): Promise<string> {
  const at = (port: number, user: string) =>
    scanMailbox({ host: '127.0.0.1', port, user, password: anyUserPassword });
  const before = await at(servers.source.port, series.user);
  return describeComparison(compareMailboxes(before, await at(servers.target.port, target)), 0);
}

function print(results: ReadonlyMap<string, Measured[]>, count: number): void {
  const head = ['peer', 'wall s', 'min–max', 'msgs/s', 'of bare', 'CPU s/1000', 'peak MB'];
  const table = new Table({ head, style: { head: [], border: [] } });
  const [bare] = [...results.values()];
  for (const [name, runs] of results) {
    // A peer that breaks off early is not fast.
    if (runs.some(({ exitCode }) => exitCode !== 0)) {
      table.push([name, 'failed', '', '', '', '', '']);
      process.exitCode = 1;
      continue;
    }
    const seconds = runs.map(({ wallMs }) => wallMs / 1000);
    // Rounds are paired: each is compared with the bare client's run of the same round.
    const ratios = seconds.map((value, i) => (bare?.[i]?.wallMs ?? 0) / 1000 / value);
    table.push([
      name,
      median(seconds).toFixed(2),
      range(seconds, 2),
      (count / median(seconds)).toFixed(0),
      `${median(ratios).toFixed(2)} (${range(ratios, 2)})`,
      (median(runs.map(({ cpuMs }) => cpuMs)) / count).toFixed(2),
      Math.max(...runs.map(({ peakMb }) => peakMb)).toFixed(0),
    ]);
  }
  console.log(table.toString());
}
