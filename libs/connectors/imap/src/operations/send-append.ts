import { bodySize, type ItemBody } from '@mailhaul/connector-contract';
import type { Pending } from '../wire/command-queue.ts';
import { WireViolation } from '../wire/raw-response.ts';
import type { ImapWire, WriteTurn } from '../wire/imap-wire.ts';
import { type AppendCommand, appendHeader } from './append-plan.ts';
import type { DrainMeasure } from './drain-meter.ts';
import type { BatchWrite } from './write-batch.ts';

/** Bytes given to the socket before we wait until it took them: on a slow line that it takes them shows that it lives. */
const unsentBytesMax = 256 * 1024;
/** Of a line that takes a whole batch in less than half a second: fewer waits, larger writes. */
const unsentBytesMaxFast = 1024 * 1024;

export interface CommandToSend {
  readonly command: AppendCommand;
  /** See AppendPlan. */
  readonly withNul: ReadonlySet<number>;
  readonly turn: WriteTurn;
  readonly meter: DrainMeasure;
}

/** Sends one APPEND of one or more items, gate and all. Rejects when it was called off: the line is lost then. */
export async function sendAppend(
  batch: BatchWrite,
  { command, withNul, turn, meter }: CommandToSend,
): Promise<Pending> {
  const { core, gate } = batch;
  let isWhole = false;
  const pending = turn.begin({
    name: 'APPEND',
    onAnswer: ({ status }) => {
      if (isWhole || status !== 'OK') return;
      throw new WireViolation('an item is said to be stored before it was sent');
    },
  });
  turn.write(`${pending.tag} APPEND ${batch.folderName}`);
  // Courier acts on the last byte of the message and does not wait for the CRLF behind it: both are held back.
  let heldBack: Uint8Array = nothing;
  const unsent: Unsent = { bytes: 0, bytesMax: batch.isSlow ? unsentBytesMax : unsentBytesMaxFast };
  for (const [at, place] of command.places.entries()) {
    const item = batch.items[place];
    if (item === undefined) continue;
    // After its `+` the server has taken all earlier bytes: what can still commit after our death is this item only.
    const isLast = at === command.places.length - 1;
    const mustWait = batch.isSlow && at > 0 && isLast;
    const header = appendHeader(item, core.features, { mustWait, holdsNul: withNul.has(place) });
    turn.write(header.text);
    if (header.isSynchronising) {
      const before = core.clock.monotonicMs();
      if ((await turn.continuation(pending)) === 'answered') return pending;
      meter.onWaited(core.clock.monotonicMs() - before);
    }
    const heldBackBytes = isLast ? 1 : 0;
    heldBack = await writeBody(item.body, core.wire, { turn, unsent, heldBackBytes });
  }
  await turn.flushed();
  const before = core.clock.monotonicMs();
  await core.wire.holding(() => gate.beforeCommit());
  meter.onWaited(core.clock.monotonicMs() - before);
  isWhole = true;
  turn.writeAlone(`${Buffer.from(heldBack).toString('latin1')}\r\n`);
  return pending;
}

const nothing = new Uint8Array(0);

/** What one APPEND has written since the socket took everything. */
interface Unsent {
  bytes: number;
  readonly bytesMax: number;
}

async function flush(turn: WriteTurn, unsent: Unsent): Promise<void> {
  await turn.flushed();
  unsent.bytes = 0;
}

/** Sends all but the last bytes, and returns those. */
async function writeBody(
  body: ItemBody,
  wire: ImapWire,
  { turn, unsent, heldBackBytes }: { turn: WriteTurn; unsent: Unsent; heldBackBytes: number },
): Promise<Uint8Array> {
  if (body.kind === 'whole') {
    const end = Math.max(0, body.bytes.byteLength - heldBackBytes);
    for (let at = 0; at < end; at += unsentBytesMax) {
      const piece = body.bytes.subarray(at, Math.min(end, at + unsentBytesMax));
      turn.write(piece);
      unsent.bytes += piece.byteLength;
      if (unsent.bytes >= unsent.bytesMax) await flush(turn, unsent);
    }
    return body.bytes.subarray(end);
  }
  let heldBack: Uint8Array = nothing;
  let sent = 0;
  const chunks = body.chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      // Waiting for the source is no silence of the target.
      const result = await wire.holding(() => chunks.next());
      if (result.done === true) break;
      const { value } = result;
      sent += value.byteLength;
      unsent.bytes += value.byteLength;
      if (sent > body.size) break;
      const end = sent < body.size ? value.byteLength : value.byteLength - heldBackBytes;
      turn.write(value.subarray(0, Math.max(0, end)));
      if (sent === body.size && end >= 0) heldBack = value.subarray(end);
      if (unsent.bytes >= unsent.bytesMax) await flush(turn, unsent);
    }
  } finally {
    if (sent !== body.size) await chunks.return?.();
  }
  if (sent !== body.size) throw new RangeError(`a body of ${bodySize(body)} bytes brought ${sent}`);
  return heldBack;
}
