import type {
  FolderState,
  OutgoingItem,
  WriteGate,
  WriteOutcome,
  WriteResult,
} from '@mailhaul/connector-contract';
import { simError } from './sim-errors.ts';
import { unveiled } from './sim-items.ts';
import { ServerAppend, type WholeItem } from './sim-server.ts';
import type { HeldFolder } from './sim-session.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimWire } from './sim-wire.ts';
import type { LedgerOwner } from './world.ts';

const commandBytes = 60;
const commitBytes = 2;
/** A batch that needs longer to drain than this ends with a message that waits for the server's go-ahead. */
const slowDrainMs = 500;

/** Who opens a ledger waits so long before it looks for what an earlier writer may have let go. */
const staleMsMin = 30_000;

interface Write {
  readonly folderId: string;
  readonly items: readonly OutgoingItem[];
  readonly gate: WriteGate;
  readonly onHandedOver: () => void;
  /** The folder at the server, and its state as the session tells it. */
  readonly held: () => HeldFolder;
  readonly stateIn: (held: HeldFolder) => Promise<FolderState>;
}

/** What a connector does with a batch: all bytes but the last, the gate, the last bytes, the answer. */
export async function writeOverWire(wire: SimWire, write: Write): Promise<WriteResult> {
  if (!wire.process.enter('target:writeBatch')) return new Promise(() => {});
  if (wire.lost !== undefined) throw wire.lost;
  const items: WholeItem[] = [];
  for (const item of write.items) items.push(await wholeItem(item));
  wire.process.world.trace(
    wire.process.id,
    `${wire.name} writeBatch ${write.folderId} ${items.length}`,
  );
  const fault = wire.drawFault('writeBatch');
  if (fault === 'cut-before') wire.connection.cut();
  if (fault === 'hang' && wire.process.world.faults.happens(0.5)) wire.goMute();
  const isBatch = wire.server.profile.capabilities.writesBatches;
  const commands = isBatch ? [items] : items.map((item) => [item]);
  const answers: Promise<WriteResult>[] = [];
  for (const command of commands) {
    const { answer } = await send(wire, write, { items: command, fault });
    answer.catch(() => undefined);
    answers.push(answer);
  }
  write.onHandedOver();
  const results: WriteResult[] = [];
  for (const answer of answers) results.push(await answer);
  return await finish(wire, write, results);
}

interface Command {
  readonly items: readonly WholeItem[];
  readonly fault: string;
}

/** Resolves once the command's last bytes went out, with the promise of its answer. */
async function send(
  wire: SimWire,
  { folderId, gate }: Write,
  { items, fault }: Command,
): Promise<{ readonly answer: Promise<WriteResult> }> {
  const { server, process, connection } = wire;
  const { world } = process;
  const { faults } = world;
  const { profile } = server;
  const append = new ServerAppend(server, { folderId, by: process.id });
  const bytes = items.reduce((sum, item) => sum + item.bytes.byteLength, 0);
  const isSlow = (1000 * bytes) / profile.bytesPerSecond > slowDrainMs;
  const refusedAt = fault === 'refused' ? faults.int(0, items.length - 1) : -1;
  const isLateEach = profile.commits === 'per-message';
  for (const [at, item] of items.entries()) {
    const waitsForGoAhead = isSlow && at > 0 && at === items.length - 1;
    await room(wire, waitsForGoAhead ? 0 : profile.kernelBufferBytes);
    if (!process.enter('target:message')) return new Promise(() => {});
    const act = () => {
      if (at === refusedAt) append.refuse(simError('server-busy'));
      append.message(item);
    };
    connection.hand(
      commandBytes + item.bytes.byteLength,
      wire.work(act, isLateEach ? wire.drawLateMs() : 0),
    );
  }
  const isFenced = ownerInstead(process) !== undefined;
  await gate.beforeCommit().catch((cause: unknown) => {
    const error = simError('write-aborted', { cause });
    wire.leave(error);
    throw error;
  });
  // Opened since the gate was called, the other epoch may be too new to be seen; before that it must be.
  if (isFenced && !process.isDead) {
    world.broken.push({
      rule: 'fenced-commit',
      detail: `${process.id} lets a write go that is not its own`,
    });
  }
  const staleMs = world.nowMs - (ownerInstead(process)?.sinceMs ?? world.nowMs);
  // A machine whose clocks stood still cannot know how old an answer is.
  if (staleMs > staleMsMin && !process.isDead && !process.host.hasPaused) {
    world.broken.push({
      rule: 'stale-commit',
      detail: `${process.id} lets a write go ${staleMs} ms after another epoch was opened`,
    });
  }
  if (!process.enter('target:commit')) return new Promise(() => {});
  await process.settle(Promise.resolve());
  world.trace(process.id, `${wire.name} commit bytes go out`);
  if (wire.lost !== undefined) throw wire.lost;
  const lateMs = wire.drawLateMs();
  const answer = wire.waiting<WriteResult>((resolve) => {
    let isAnswered = false;
    const act = () => {
      const result = append.commit();
      if (fault === 'cut-after') connection.cut();
      else if (fault === 'hang') wire.goMute();
      else {
        const slowMs = fault === 'slow' ? faults.int(1, 20_000) : 0;
        connection.answer(() => {
          if (!process.enter('target:answer')) return;
          isAnswered = true;
          resolve(result);
        }, slowMs);
      }
    };
    connection.hand(commitBytes, wire.work(act, lateMs));
    if (lateMs > 0) wire.expect(() => isAnswered);
  });
  return { answer };
}

function ownerInstead({ world, ledger, id }: SimProcess): LedgerOwner | undefined {
  const owner = world.ledgerOwners.get(ledger);
  return owner?.by === id ? undefined : owner;
}

function room(wire: SimWire, bytesMax: number): Promise<void> {
  return wire.waiting((resolve) =>
    wire.connection.whenBuffered(bytesMax, () => wire.process.deliver(() => resolve(undefined))),
  );
}

async function finish(
  wire: SimWire,
  write: Write,
  results: readonly WriteResult[],
): Promise<WriteResult> {
  const { server } = wire;
  const { profile } = server;
  const outcomes: WriteOutcome[] = [];
  for (const result of results) {
    if (result.kind === 'answered') outcomes.push(...result.outcomes);
    else if (write.items.length === 1 && profile.refusesOneAsBatch) return result;
    else if (profile.capabilities.writesBatches && write.items.length > 1) return result;
    else outcomes.push({ kind: 'refused', error: result.error });
  }
  if (profile.capabilities.returnsIdOnWrite) return { kind: 'answered', outcomes };
  try {
    const held = await wire.request({ what: 'stateAfterWrite' }, write.held);
    return { kind: 'answered', outcomes, after: await write.stateIn(held) };
  } catch (error) {
    // The write is answered all the same: only the upper fence is unknown.
    wire.process.world.trace(wire.process.id, `no state after the write: ${String(error)}`);
    return { kind: 'answered', outcomes };
  }
}

/** Nothing can be put into a stream: what it says of the item holds. */
async function wholeItem({ body, form, marker, ...known }: OutgoingItem): Promise<WholeItem> {
  const given = marker === undefined || form === 'exchange-stream' ? known : { ...known, marker };
  if (body.kind === 'whole') return { ...given, ...unveiled(body.bytes, form) };
  const pieces: Uint8Array[] = [];
  for await (const piece of body.chunks) pieces.push(piece);
  return { ...given, ...unveiled(Buffer.concat(pieces), form) };
}
