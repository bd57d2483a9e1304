// Records streams of this version, for later ones to fold:
//   node --conditions=mailhaul-source tests/replay/main.ts [the one recording to make]
// Recordings of a release are never made anew: docs/how-to/change-an-event.md
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { handleCommand, type JsonObject, type Sealer } from '@mailhaul/application';
import { ConnectorError, type MailSession } from '@mailhaul/connector-contract';
import { memoryConnector, MemoryMailSystem } from '@mailhaul/connector-memory';
import { defaultPassOptions } from '@mailhaul/copy-engine';
import { pairDecider, pairStream } from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock, uuid4 } from '@mailhaul/kernel';
import { type PairPass, runPairPass } from '@mailhaul/pass-runner';
import { simulateEngine } from '../simulation/simulate-engine.ts';
import { recordConditions } from './record-conditions.ts';
import { recordLine } from './record-line.ts';
import { recordNews } from './record-news.ts';
import { recordRenames } from './record-renames.ts';
import { recordCreation } from './record-creation.ts';
import { recordSchedules } from './record-schedules.ts';
import { recordSystem } from './record-system.ts';
import { recordWorkers } from './record-workers.ts';
import {
  foldStored,
  type Recording,
  saveRecording,
  type StoredEvent,
  withTestSealer,
} from './recorded-streams.ts';

/** Simulated runs that between them have every kind of ledger event. */
const runs: readonly SimulatedRun[] = [
  { seed: 72 },
  { seed: 98 },
  { seed: 121 },
  { seed: 751, last: 'SurplusRemoved' },
];
interface SimulatedRun {
  readonly seed: number;
  /** The ledger is recorded up to the first of these, as a kill right after it would leave it. */
  readonly last?: string;
}

const commandsAtMs = 1_800_000_000_000;

function fill(system: MemoryMailSystem, count: number): void {
  const inbox = system.mailbox('ann').ensureFolder(['INBOX']);
  const deep = system.mailbox('ann').ensureFolder(['Zöllner', '2024 & later']);
  for (let i = 0; i < count; i += 1) {
    (i % 4 === 0 ? deep : inbox).add({
      bytes: Buffer.from(`Subject: ${i}\r\n\r\n${'x'.repeat(i * 7)}\r\n`),
      receivedAt: { epochSeconds: 1_000_000_000 + i * 3_600, zoneMinutes: 60 },
      flags: i % 3 === 0 ? ['\\Seen'] : [],
    });
  }
}

/** A pair's whole life: two passes, one stopped, one that fails, a reset and the pass after it. */
async function recordPair(sealer: Sealer): Promise<Omit<Recording, 'folded'>> {
  const store = new MemoryEventStore({ clock: systemClock });
  const source = new MemoryMailSystem('source');
  const random = seededRandom(1);
  const pass: PairPass = {
    tenant: 'local',
    pairId: 'ann',
    store,
    sealer,
    source: memoryConnector(source, 'ann'),
    target: memoryConnector(new MemoryMailSystem('target'), 'ann'),
    options: {
      ...defaultPassOptions,
      filters: { itemBytesMax: 700, excludeFolders: ['Zöllner'] },
    },
    worker: { id: 'w', host: 'h', isAloneOnHost: true },
    clock: systemClock,
    random,
    stop: new AbortController().signal,
    actor: 'command-line',
  };
  fill(source, 120);
  await runPairPass(pass);
  await runPairPass({ ...pass, stop: AbortSignal.abort() });
  fill(source, 10);
  await runPairPass({ ...pass, options: defaultPassOptions });
  const stream = pairStream(pass.tenant, pass.pairId);
  const by = { atMs: commandsAtMs, actor: 'ann' };
  for (const command of [
    { kind: 'SchedulePass', passId: uuid4(random) },
    { kind: 'ResetPair' },
  ] as const) {
    const asked = { ...command, ...by, commandId: uuid4(random) };
    await handleCommand({ store, sealer, stream, decider: pairDecider }, asked);
    if (command.kind === 'ResetPair') continue;
    const { passId } = command;
    const failed = { kind: 'FailPass', passId, code: 'sign-in-rejected' } as const;
    const ended = { ...failed, ...by, commandId: uuid4(random) };
    await handleCommand({ store, sealer, stream, decider: pairDecider }, ended);
  }
  await runPairPass(pass);
  return recordingOf(pass, store);
}

/** A folder that cannot be read is parked, and another pass copies it. */
async function recordParked(sealer: Sealer): Promise<Omit<Recording, 'folded'>> {
  const store = new MemoryEventStore({ clock: systemClock });
  const source = new MemoryMailSystem('source');
  fill(source, 20);
  const mended = memoryConnector(source, 'ann');
  const pass: PairPass = {
    tenant: 'local',
    pairId: 'ann',
    store,
    sealer,
    source: { ...mended, open: async (context) => withoutReading(await mended.open(context)) },
    target: memoryConnector(new MemoryMailSystem('target'), 'ann'),
    options: defaultPassOptions,
    worker: { id: 'w', host: 'h', isAloneOnHost: true },
    clock: systemClock,
    random: seededRandom(2),
    stop: new AbortController().signal,
    actor: 'command-line',
  };
  await runPairPass(pass);
  await runPairPass(pass);
  await runPairPass({ ...pass, source: mended });
  return recordingOf(pass, store);
}

/** A pass that tells how it gets on. */
async function recordProgress(sealer: Sealer): Promise<Omit<Recording, 'folded'>> {
  return recordOnePass(sealer, new MemoryMailSystem('source'));
}

/** From a system that numbers nothing: what its connector must know is kept in the ledger. */
async function recordMemory(sealer: Sealer): Promise<Omit<Recording, 'folded'>> {
  const variant = { numbersNothing: true };
  return recordOnePass(sealer, new MemoryMailSystem('source', variant));
}

async function recordOnePass(
  sealer: Sealer,
  source: MemoryMailSystem,
): Promise<Omit<Recording, 'folded'>> {
  fill(source, 30);
  const store = new MemoryEventStore({ clock: systemClock });
  const pass: PairPass = {
    tenant: 'local',
    pairId: 'ann',
    store,
    sealer,
    source: memoryConnector(source, 'ann'),
    target: memoryConnector(new MemoryMailSystem('target'), 'ann'),
    options: defaultPassOptions,
    worker: { id: 'w', host: 'h', isAloneOnHost: true },
    clock: systemClock,
    random: seededRandom(3),
    stop: new AbortController().signal,
    actor: 'command-line',
    tellsProgress: true,
  };
  await runPairPass(pass);
  return recordingOf(pass, store);
}

/** Lists all folders and opens only INBOX. */
function withoutReading(session: MailSession): MailSession {
  const listItems = session.listItems.bind(session);
  const readItems = session.readItems.bind(session);
  session.listItems = (id, range) => (id === 'INBOX' ? listItems(id, range) : refusal());
  session.readItems = (id, request) => (id === 'INBOX' ? readItems(id, request) : refusal());
  return session;
}

async function* refusal(): AsyncIterable<never> {
  yield await Promise.reject(
    new ConnectorError({
      code: 'folder-refused',
      scope: 'folder',
      disposition: 'needsOperator',
      message: 'The server refused the folder.',
      remedy: 'None.',
    }),
  );
}

async function recordingOf(
  { tenant, pairId }: PairPass,
  store: MemoryEventStore,
): Promise<Omit<Recording, 'folded'>> {
  const events: StoredEvent[] = [];
  for (const name of await store.listStreams('')) {
    for await (const { id, type, data, metadata } of store.readStream(name)) {
      events.push({ stream: name, id, type, data, metadata });
    }
  }
  return { tenant, pairId, events };
}

/** A simulated ledger; its personal parts, readable there, are sealed as a release does. */
async function recordRun(
  sealer: Sealer,
  { seed, last }: SimulatedRun,
): Promise<Omit<Recording, 'folded'>> {
  const { events } = await simulateEngine(seed);
  const end = events.findIndex(({ type }) => type === last);
  const stored = events
    .slice(0, end < 0 ? events.length : end + 1)
    .map(({ stream, id, type, data, metadata }): StoredEvent => {
      const { sealed, ...rest } = data;
      const parts: JsonObject =
        typeof sealed === 'string'
          ? {
              ...rest,
              sealed: sealer.seal((JSON.parse(sealed) as string[])[1] ?? '', `${stream}|${id}`),
            }
          : rest;
      return { stream, id, type, data: parts, metadata };
    });
  return { tenant: 'sim', pairId: 'pair', events: stored };
}

const [only] = process.argv.slice(2);
const root = join(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
};
const folder = join(import.meta.dirname, 'streams', version);
mkdirSync(folder, { recursive: true });
await withTestSealer(true, async (sealer) => {
  const save = async (name: string, record: () => Promise<Omit<Recording, 'folded'>>) => {
    if (only !== undefined && only !== name) return;
    const recorded = await record();
    const recording = { ...recorded, folded: await foldStored(recorded, sealer) };
    saveRecording(join(folder, `${name}.jsonl`), recording);
    console.log(`${name}: ${recorded.events.length} events`);
  };
  await save('pair-reset', () => recordPair(sealer));
  await save('parked-folder', () => recordParked(sealer));
  await save('progress', () => recordProgress(sealer));
  await save('memory', () => recordMemory(sealer));
  await save('system', () => recordSystem(sealer));
  await save('renames', () => recordRenames(sealer));
  await save('schedules', () => recordSchedules(sealer));
  await save('creation', () => recordCreation(sealer));
  await save('conditions', () => recordConditions(sealer));
  await save('workers', () => recordWorkers(sealer));
  await save('news', () => recordNews(sealer));
  await save('line', () => recordLine(sealer));
  for (const run of runs) await save(`seed-${run.seed}`, () => recordRun(sealer, run));
});
