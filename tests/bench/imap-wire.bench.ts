/**
 * How much of a bare client's rate the IMAP session keeps, reading and writing, against a Dovecot on tmpfs.
 * Rounds are interleaved; the ratio of the medians counts. Run: node --conditions=mailhaul-source tests/bench/imap-wire.bench.ts
 */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import type { MailSession, OutgoingItem } from '@mailhaul/connector-contract';
import { imapConnector } from '@mailhaul/connector-imap';
import { seededRandom, systemClock, systemRandom } from '@mailhaul/kernel';
import { type DovecotServer, startDovecot } from '@mailhaul/testing';

const messageCount = 2000;
const rounds = Number(process.argv[2] ?? 5);
const user = 'bench';
const batchItems = 50;
const writesInFlight = 4;

const server = await startDovecot();
try {
  const items = makeItems();
  const bytes = items.reduce((sum, item) => sum + sizeOf(item), 0);
  process.stdout.write(
    `${messageCount} messages, ${(bytes / 1e6).toFixed(1)} MB, ${rounds} rounds\n`,
  );
  const times = {
    bareWrite: [] as number[],
    write: [] as number[],
    bareRead: [] as number[],
    read: [] as number[],
  };
  const cpu = { read: 0, write: 0 };
  for (let round = 0; round < rounds; round += 1) {
    times.bareWrite.push(await timed(() => bareWrite(server, `bare${round}`, items)));
    const session = await open(server);
    let before = process.cpuUsage();
    times.write.push(await timed(() => sessionWrite(session, `ours${round}`, items)));
    cpu.write += cpuMs(before);
    times.bareRead.push(await timed(() => bareRead(server, `ours${round}`)));
    before = process.cpuUsage();
    times.read.push(await timed(() => sessionRead(session, `ours${round}`)));
    cpu.read += cpuMs(before);
    await session.close();
  }
  report('write', { ours: times.write, bare: times.bareWrite, cpuMs: cpu.write / rounds });
  report('read', { ours: times.read, bare: times.bareRead, cpuMs: cpu.read / rounds });
  process.stdout.write(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB\n`);
} finally {
  await server.stop();
}

interface Measured {
  readonly ours: number[];
  readonly bare: number[];
  readonly cpuMs: number;
}

function report(name: string, { ours, bare, cpuMs: perRoundMs }: Measured): void {
  const rate = (ms: number) => Math.round((messageCount * 1000) / ms);
  const [mine, theirs] = [median(ours), median(bare)];
  process.stdout.write(
    `${name}: session ${rate(mine)} msgs/s, bare ${rate(theirs)} msgs/s, ratio ${(theirs / mine).toFixed(2)}, ` +
      `CPU ${((perRoundMs / messageCount) * 1000).toFixed(0)} ms/1000\n`,
  );
}

function makeItems(): OutgoingItem[] {
  const random = seededRandom(1);
  return Array.from({ length: messageCount }, (_, n) => {
    const lines = Math.ceil(
      (9000 * Math.exp((random.next() + random.next() + random.next() - 1.5) * 3)) / 78,
    );
    const text = `Message-ID: <${n}@bench>\r\nSubject: bench ${n}\r\n\r\n${`${'x'.repeat(76)}\r\n`.repeat(lines)}`;
    const body = { kind: 'whole', bytes: Buffer.from(text) } as const;
    return {
      receivedAt: { epochSeconds: 1.5e9 + n * 60, zoneMinutes: 60 },
      flags: ['\\Seen'],
      body,
    };
  });
}

function sizeOf(item: OutgoingItem): number {
  return item.body.kind === 'whole' ? item.body.bytes.byteLength : item.body.size;
}

async function open({ host, port }: DovecotServer): Promise<MailSession> {
  const connector = imapConnector({ host, port, security: 'none', user, password: 'secret' });
  return connector.open({
    clock: systemClock,
    random: systemRandom,
    signal: new AbortController().signal,
  });
}

async function sessionWrite(
  session: MailSession,
  name: string,
  items: OutgoingItem[],
): Promise<void> {
  const { folder } = await session.ensureFolder([name], { subscribe: false });
  const gate = { beforeCommit: () => Promise.resolve() };
  const open: Promise<unknown>[] = [];
  for (let at = 0; at < items.length; at += batchItems) {
    if (open.length >= writesInFlight) await open.shift();
    open.push(session.writeBatch(folder.id, items.slice(at, at + batchItems), gate));
  }
  await Promise.all(open);
}

async function sessionRead(session: MailSession, name: string): Promise<void> {
  const { generation } = await session.folderState(name);
  const ids = Array.from({ length: messageCount }, (_, n) => n + 1);
  let count = 0;
  const request = { generation, ids, wholeBytesMax: 4 << 20 };
  for await (const item of session.readItems(name, request)) count += item.id > 0 ? 1 : 0;
  if (count !== messageCount) throw new Error(`read ${count}`);
}

async function bareOpen({ host, port }: DovecotServer): Promise<Socket> {
  const socket = createConnection({ host, port, noDelay: true });
  await once(socket, 'data');
  socket.write(`a LOGIN ${user} secret\r\n`);
  await untilTag(socket, 'a');
  return socket;
}

async function bareRead(place: DovecotServer, name: string): Promise<void> {
  const socket = await bareOpen(place);
  socket.write(`b EXAMINE ${name}\r\nc UID FETCH 1:* (UID INTERNALDATE FLAGS BODY.PEEK[])\r\n`);
  await untilTag(socket, 'c');
  socket.destroy();
}

async function bareWrite(place: DovecotServer, name: string, items: OutgoingItem[]): Promise<void> {
  const socket = await bareOpen(place);
  socket.write(`b CREATE ${name}\r\n`);
  const last = `c${Math.floor((items.length - 1) / batchItems) * batchItems}`;
  const done = untilTag(socket, last);
  for (let at = 0; at < items.length; at += batchItems) {
    const tag = `c${at}`;
    const parts: Uint8Array[] = [Buffer.from(`${tag} APPEND ${name}`)];
    for (const item of items.slice(at, at + batchItems)) {
      if (item.body.kind !== 'whole') continue;
      parts.push(
        Buffer.from(` (\\Seen) "14-Jul-2017 03:40:00 +0100" {${sizeOf(item)}+}\r\n`),
        item.body.bytes,
      );
    }
    parts.push(Buffer.from('\r\n'));
    socket.cork();
    for (const part of parts) socket.write(part);
    socket.uncork();
    if (socket.writableNeedDrain) await once(socket, 'drain');
  }
  await done;
  socket.destroy();
}

function untilTag(socket: Socket, tag: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let tail = '';
    const onData = (chunk: Buffer) => {
      tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - 4000))).slice(-4000);
      const at = tail.indexOf(`\n${tag} `);
      if (at === -1 && !tail.startsWith(`${tag} `)) return;
      socket.off('data', onData);
      if (/ (NO|BAD) /.test(tail.slice(Math.max(at, 0)).slice(0, 20))) reject(new Error(tail));
      else resolve();
    };
    socket.on('data', onData);
  });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function cpuMs(before: NodeJS.CpuUsage): number {
  const { user: userUs, system } = process.cpuUsage(before);
  return (userUs + system) / 1000;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
