import {
  ConnectorError,
  type MailSession,
  type OutgoingItem,
  type WriteResult,
} from '@mailhaul/connector-contract';
import { type ContentHash, ContentHasher } from '@mailhaul/kernel';
import type { DrainRate } from './drain-rate.ts';
import { fenceOf } from './fence-of.ts';
import type { FolderJob } from './folder-job.ts';
import { answerAgeMsMax } from './lost-writes.ts';
import { asConnectorError } from './pass-context.ts';
import type { ItemResult } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';
import { bytesOf, type ReadyItem } from './ready-batch.ts';
import { isServerFault } from './server-patience.ts';
import { settledNews } from './settled-news.ts';
import { raiseFence, type TargetFolder } from './target-folders.ts';

/** How one write ended. */
export type WriteEnd =
  /** Answered and recorded; `durable` tells when. Items in `again` were refused for now. */
  | {
      readonly kind: 'settled';
      readonly durable: Promise<void>;
      readonly again: readonly ReadyItem[];
      readonly error: ConnectorError | undefined;
    }
  /** The intent is open: the folder must be scanned before anything is said of its items. */
  | {
      readonly kind: 'unknown';
      readonly error: unknown;
      readonly session: MailSession | undefined;
    };

export interface ItemsToWrite {
  readonly job: FolderJob;
  readonly items: readonly ReadyItem[];
}

export interface Writer {
  session(): Promise<MailSession>;
  readonly rate: DrainRate;
  /** The write has taken its place on the wire: the next may be prepared. */
  onCalled(): void;
}

/**
 * Writes one batch: intent, bytes, check, commit bytes, outcome. Holds the target folder's gate shared from the intent
 * until the outcome is recorded.
 */
export async function writeItems(
  run: PassRun,
  writer: Writer,
  batch: ItemsToWrite,
): Promise<WriteEnd> {
  const { ledger, clock, rules, options } = run.context;
  const target = run.targets.get(batch.job.folder.t);
  // Without a connection there is nothing to intend.
  const session = await writer.session();
  const leave = await target.gate.enter();
  const bytes = bytesOf(batch.items);
  const deadlineMs = writer.rate.deadlineMs(bytes, options.writeDeadlineMs);
  const drainMs = writer.rate.drainMs(bytes);
  writer.rate.begin(bytes);
  try {
    const started = { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs(), deadlineMs };
    const { f } = batch.job.folder;
    const ids = batch.items.map(({ id }) => id);
    // As it stands when the intent is recorded: what the first item shows may change it. Nothing can be put into a stream of Exchange.
    const isMarked = run.marked.isOn && batch.items.every(({ form }) => form !== 'exchange-stream');
    const intend = () =>
      ledger.recordIntent({
        f,
        fence: { generation: target.generation, nextId: fenceOf(run, target, { f, ids }) },
        notAfterWallMs: started.wallMs + deadlineMs,
        drainMs,
        answerAgeMs: answerAgeMsMax,
        isMarked,
        items: batch.items.map((item) => ({
          sourceId: item.id,
          size: item.size,
          epochSeconds: item.receivedAt.epochSeconds,
          hash: item.hash,
        })),
      });
    let intent = rules.intentBeforeWrite ? intend() : undefined;
    await intent?.durable;
    const streamed = new ContentHasher();
    let isBegun = false;
    try {
      const sentAtMs = clock.monotonicMs();
      isBegun = true;
      run.odd.note(f, batch.items);
      const answer = session.writeBatch(
        ledger.target(target.t).id,
        batch.items.map((item) => ({
          ...outgoing(item, run.keywords.flagsOf(f, item), streamed),
          ...(isMarked ? { marker: run.marked.of(f, item.id) } : {}),
        })),
        {
          async beforeCommit() {
            if (rules.holdBackCommit) await passGate(run, started);
          },
        },
      );
      writer.onCalled();
      const result = await answer;
      writer.rate.observe(bytes, clock.monotonicMs() - sentAtMs);
      intent ??= intend();
      return settle(run, { ...batch, target, b: intent.b, result, hash: hashOf(batch, streamed) });
    } catch (error) {
      if (intent === undefined) throw error;
      if (asConnectorError(error)?.code === 'write-aborted') writer.rate.slowDown();
      // Some servers store a whole message before its command is: only what was never begun cannot come.
      run.lost.set(intent.b, { atWallMs: clock.wallMs(), mayStillCommit: isBegun });
      return { kind: 'unknown', error, session };
    }
  } finally {
    writer.rate.end(bytes);
    writer.onCalled();
    leave();
  }
}

interface Moment {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

interface Started extends Moment {
  readonly deadlineMs: number;
}

/** Asks the ledger whether it is still ours, and again where the answer is old when it comes: until the deadline. */
async function passGate(run: PassRun, started: Started): Promise<void> {
  const { ledger, clock, rules } = run.context;
  let askedAt: Moment;
  do {
    assertInTime(run, started);
    askedAt = { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };
    await ledger.assertCurrent();
  } while (rules.believeFreshAnswers && elapsedMs(run, askedAt) > answerAgeMsMax);
  assertInTime(run, started);
}

/** The larger of both clocks decides: either may have stood still or been set back. */
function elapsedMs(run: PassRun, { wallMs, monotonicMs }: Moment): number {
  const { clock } = run.context;
  return Math.max(clock.wallMs() - wallMs, clock.monotonicMs() - monotonicMs);
}

function assertInTime(run: PassRun, started: Started): void {
  if (elapsedMs(run, started) <= started.deadlineMs) return;
  throw new ConnectorError({
    code: 'write-aborted',
    scope: 'connection',
    disposition: 'retry',
    message: 'a batch was not sent in time and was called off',
    remedy: 'Nothing to do: it is written again.',
  });
}

function outgoing(item: ReadyItem, flags: readonly string[], hasher: ContentHasher): OutgoingItem {
  const { receivedAt, kind, form, body } = item;
  const known = {
    ...{ receivedAt, flags },
    ...(kind === undefined ? {} : { kind }),
    ...(form === undefined ? {} : { form }),
  };
  if (body.kind === 'whole') return { ...known, body };
  const chunks = hashed(body.chunks, hasher);
  return { ...known, body: { kind: 'streamed', size: body.size, chunks } };
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hasher: ContentHasher,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hasher.update(chunk);
    yield chunk;
  }
}

function hashOf(batch: ItemsToWrite, streamed: ContentHasher): ContentHash | undefined {
  const [only] = batch.items;
  return only?.hash === undefined ? streamed.digest() : undefined;
}

interface Answered extends ItemsToWrite {
  readonly target: TargetFolder;
  readonly b: number;
  readonly result: WriteResult;
  readonly hash: ContentHash | undefined;
}

function settle(run: PassRun, answered: Answered): WriteEnd {
  const { ledger, report } = run.context;
  const { result, target, b, items, job } = answered;
  const notComing = { atWallMs: run.context.clock.wallMs(), mayStillCommit: false };
  if (result.kind === 'batch-refused') {
    run.lost.set(b, notComing);
    return { kind: 'unknown', error: result.error, session: undefined };
  }
  const generations = [result.after?.generation].concat(
    result.outcomes.map((outcome) => (outcome.kind === 'written' ? outcome.generation : undefined)),
  );
  if (generations.some((one) => one !== undefined && one !== target.generation)) {
    run.lost.set(b, notComing);
    return { kind: 'unknown', error: undefined, session: undefined };
  }
  const again: ReadyItem[] = [];
  const withoutKeywords: (readonly string[])[] = [];
  let error: ConnectorError | undefined;
  const results = result.outcomes.map((outcome, i): ItemResult => {
    const item = items[i] as ReadyItem;
    if (outcome.kind === 'written') {
      // The server has all of it: nobody looks at these bytes again.
      if (item.body.kind === 'whole') item.body.release?.();
      if (outcome.id !== undefined) raiseFence(target, { ...target, nextId: outcome.id + 1 });
      const lost = [
        ...(outcome.keywordsLeftOut ?? []),
        ...run.keywords.written(job.folder.f, item),
      ];
      if (lost.length > 0) withoutKeywords.push(lost);
      return { kind: 'written', id: outcome.id };
    }
    const refused = outcome.error;
    if (refused.code === 'item-refused' && run.keywords.refused(job.folder.f, item)) {
      again.push(item);
      return { kind: 'other', standing: 'missing', reason: refused.code };
    }
    const isItems = refused.scope === 'item' && !isServerFault(refused);
    if (refused.disposition === 'failItem' || isItems) {
      return {
        kind: 'other',
        standing: 'failed',
        reason: refused.code,
        ...(refused.serverText ? { words: refused.serverText } : {}),
      };
    }
    again.push(item);
    error ??= refused;
    return { kind: 'other', standing: 'missing', reason: refused.code };
  });
  if (result.after !== undefined) raiseFence(target, result.after);
  const recorded = ledger.recordSettled({
    b,
    results,
    ...(result.after === undefined ? {} : { upperId: result.after.nextId }),
    ...(answered.hash === undefined ? {} : { hash: answered.hash }),
  });
  // The ledger has the last word: an item that the target merged with another is collapsed, not migrated.
  const news = settledNews(job.folder, items);
  const durable = recorded.then(() => {
    run.settled.items += items.length;
    run.settled.bytes += bytesOf(items);
    report(news);
    if (withoutKeywords.length === 0) return;
    const path = job.folder.sourcePath.join('/');
    const keywords = [...new Set(withoutKeywords.flat())];
    report({ kind: 'keywords-left-out', path, itemCount: withoutKeywords.length, keywords });
  });
  return { kind: 'settled', durable, again, error };
}

/** What an answer of the server says about going on: undefined for a lost connection and the like. */
export function refusalOf(error: unknown): ConnectorError | undefined {
  const known = asConnectorError(error);
  return known !== undefined && known.scope !== 'connection' ? known : undefined;
}

/** It says nothing of the items: it is the line's, and ends the pass when it does not get better. */
export function isMissedDeadline(error: unknown): boolean {
  return error instanceof ConnectorError && error.code === 'write-aborted';
}
