import {
  bodySize,
  type FolderState,
  type OutgoingItem,
  type WriteGate,
  type WriteOutcome,
  type WriteResult,
} from '@mailhaul/connector-contract';
import { refusalError, writeAbortedError } from '../errors.ts';
import { parseUid, parseUidSet } from '../parse/uid-set.ts';
import type { ServerFeatures } from '../server-features.ts';
import { nameArgument, type SessionCore } from '../session-core.ts';
import type { WriteTurn } from '../wire/imap-wire.ts';
import type { StatusResponse } from '../wire/status-response.ts';
import { type AppendCommand, type AppendPlan, planAppends } from './append-plan.ts';
import { isSlowLine, measureDrain } from './drain-meter.ts';
import { leaveReadOnly } from './leave-read-only.ts';
import { askBehind, learnRules, needsRules, withoutForeignKeywords } from './folder-rules.ts';
import { askStatus } from './folder-status.ts';
import { sendAppend } from './send-append.ts';

/** One batch on its way: what each part of it needs. */
export interface BatchWrite {
  readonly core: SessionCore;
  readonly folderName: string;
  readonly items: readonly OutgoingItem[];
  /** By place, what the folder does not take of an item's keywords. */
  readonly leftOut: readonly (readonly string[])[];
  readonly gate: WriteGate;
  readonly isSlow: boolean;
}

interface Sent {
  readonly command: AppendCommand;
  readonly answer: Promise<StatusResponse>;
}

/**
 * Writes a batch as planAppends says. The CRLF that makes the server act is held back in each command until all
 * before it was handed over and the gate agreed.
 */
export async function writeBatch(
  core: SessionCore,
  folderId: string,
  { items, gate }: { items: readonly OutgoingItem[]; gate: WriteGate },
): Promise<WriteResult> {
  const bytes = items.reduce((sum, item) => sum + bodySize(item.body), 0);
  const isSlow = isSlowLine(core.drain, bytes);
  const { batch, plan, sent, after } = await core.wire.inTurn(async (turn) => {
    if (needsRules(core, folderId, items)) await learnRules(core, turn, { folderId, items });
    const { kept, leftOut } = withoutForeignKeywords(core.rules, folderId, items);
    const plan = planAppends(kept, limitedFeatures(core, folderId), { smallestLast: isSlow });
    const folderName = nameArgument(folderId, core.features);
    const batch: BatchWrite = { core, folderName, items: kept, leftOut, gate, isSlow };
    const sending = await sendAll(batch, plan, { turn, folderId });
    askBehind(core, turn, folderId);
    return { batch, plan, ...sending };
  });
  return collect({ batch, plan, folderId }, sent, after);
}

function limitedFeatures({ features, rules }: SessionCore, folderId: string): ServerFeatures {
  const limit = rules.appendLimits.get(folderId) ?? Infinity;
  return Number.isFinite(limit) ? { ...features, appendLimit: limit } : features;
}

async function sendAll(
  batch: BatchWrite,
  plan: AppendPlan,
  { turn, folderId }: { turn: WriteTurn; folderId: string },
): Promise<{ sent: Sent[]; after: Promise<FolderState> | undefined }> {
  const { core, gate } = batch;
  const sent: Sent[] = [];
  if (plan.commands.length > 0) leaveReadOnly(core, turn, folderId);
  try {
    for (const command of plan.commands) {
      const meter = measureDrain(
        core,
        command.places.reduce((sum, place) => sum + sizeOf(batch, place), 0),
      );
      const pending = await sendAppend(batch, { command, withNul: plan.withNul, turn, meter });
      sent.push({ command, answer: pending.answer });
      pending.answer.then(
        () => meter.onAnswer(),
        () => undefined,
      );
    }
  } catch (error) {
    // Called off in the middle of a command: the line goes with it, and what was sent may still be committed.
    core.wire.fail(writeAbortedError(error));
    throw core.wire.error ?? writeAbortedError(error);
  }
  gate.onHandedOver?.();
  const asksAfter = !core.features.uidPlus && sent.length > 0;
  const after = asksAfter ? askStatus(core, turn, folderId) : undefined;
  after?.catch(() => undefined);
  return { sent, after };
}

function sizeOf({ items }: BatchWrite, place: number): number {
  const item = items[place];
  return item === undefined ? 0 : bodySize(item.body);
}

async function collect(
  { batch, plan, folderId }: { batch: BatchWrite; plan: AppendPlan; folderId: string },
  sent: readonly Sent[],
  askedAfter: Promise<FolderState> | undefined,
): Promise<WriteResult> {
  const outcomes = new Map<number, WriteOutcome>(plan.refused);
  let batchError: ReturnType<typeof refusalError> | undefined;
  let lacksIds = false;
  for (const { command, answer } of sent) {
    const said = await answer;
    if (said.status === 'OK') {
      const ids = batch.core.features.uidPlus
        ? appendedIds(said, command.places.length)
        : undefined;
      lacksIds ||= ids === undefined;
      command.places.forEach((place, at) => {
        const left = batch.leftOut[place] ?? [];
        const keywordsLeftOut = left.length === 0 ? {} : { keywordsLeftOut: left };
        outcomes.set(place, { ...writtenAs(ids, at), ...keywordsLeftOut });
      });
    } else {
      const error = refusalError(said, 'write');
      if (command.places.length > 1) batchError ??= error;
      for (const place of command.places) outcomes.set(place, { kind: 'refused', error });
    }
  }
  const after = askedAfter ?? (lacksIds ? askLater(batch.core, folderId) : undefined);
  const state = await after?.catch((error: Error) => {
    if (batch.core.wire.error !== undefined) throw error;
    return undefined;
  });
  if (batchError !== undefined) return { kind: 'batch-refused', error: batchError };
  return {
    kind: 'answered',
    outcomes: batch.items.map((_, place) => outcomes.get(place) ?? { kind: 'written' }),
    ...(state === undefined
      ? {}
      : { after: { generation: state.generation, nextId: state.nextId } }),
  };
}

async function askLater(core: SessionCore, folderId: string): Promise<FolderState> {
  const { state } = await core.wire.inTurn((turn) => ({ state: askStatus(core, turn, folderId) }));
  return state;
}

function writtenAs(
  ids: { generation: number; ids: readonly number[] } | undefined,
  at: number,
): WriteOutcome {
  const id = ids?.ids[at];
  return ids === undefined || id === undefined
    ? { kind: 'written' }
    : { kind: 'written', generation: ids.generation, id };
}

/** APPENDUID (RFC 4315 §3): the ids stand in the order of the messages. */
function appendedIds(
  { code, codeArguments }: StatusResponse,
  count: number,
): { generation: number; ids: readonly number[] } | undefined {
  if (code !== 'APPENDUID') return undefined;
  const [generationText, set] = codeArguments.split(' ');
  const generation = parseUid(generationText);
  const ids = parseUidSet(set ?? '', count);
  return generation === undefined || ids?.length !== count ? undefined : { generation, ids };
}
