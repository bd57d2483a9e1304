import type { IdSpan, ItemForm, MailSession, ReadItem } from '@mailhaul/connector-contract';
import { asked } from './item-forms.ts';
import type { BatchLimits, FolderJob, PlannedBatch } from './folder-job.ts';
import type { PassContext } from './pass-context.ts';
import type { SessionSlot } from './session-slot.ts';
import type { Sickness } from './sickness.ts';
import type { LanePlanner } from './work-feed.ts';

/** Items above this are streamed, alone in their batch. */
export const wholeBytesMax = 4 << 20;

export interface ReaderWiring {
  readonly context: PassContext;
  readonly slot: SessionSlot;
  readonly planner: LanePlanner;
  /** Batches to be read again, ahead of new ones. */
  readonly again: PlannedBatch[];
  /** What a batch may hold that is cut from a span. */
  readonly limits: () => BatchLimits;
  /** Spans asked for before their folders could be copied. */
  readonly askedAhead: AskedAhead;
  readonly sickness: Sickness;
  /** A ready part is about to be given. */
  readonly onPart: (job: FolderJob) => void;
  /** A planned batch has been read to its end, after its last ready part was given. */
  readonly onRead: (planned: PlannedBatch) => void;
}

export interface Reading extends ReaderWiring {
  /**
   * Lets go of what was asked for ahead, to be asked for again: a session answers in the order of the calls, so nothing
   * that is asked on it now would come before that is read.
   */
  readonly setAside: () => void;
}

export interface Request<Planned extends PlannedBatch = PlannedBatch> {
  readonly planned: Planned;
  readonly session: MailSession;
  readonly items: AsyncIterable<ReadItem>;
}

/** Asks for what was planned; takes an answer that is on its way already where it was asked for on that session. */
export function request<Planned extends PlannedBatch>(
  planned: Planned,
  session: MailSession,
  askedAhead?: AskedAhead,
): Request<Planned> {
  const { job } = planned;
  const { generation, folder, forms } = job;
  if ('span' in planned) {
    const items = askedAhead?.take(session, { folderId: folder.sourceId, ...planned.span });
    if (items !== undefined) return { planned, session, items };
  }
  const ids =
    'span' in planned ? planned.span : planned.items.map(({ id }) => id).toSorted((a, b) => a - b);
  const items = session.readItems(folder.sourceId, {
    ...{ generation, ids, wholeBytesMax },
    ...asked(forms),
  });
  return { planned, session, items };
}

export interface SpanAsked extends IdSpan {
  readonly folderId: string;
}

interface Answer {
  readonly session: MailSession;
  readonly span: SpanAsked;
  readonly items: Peekable;
}

/** What a first pass asks the source for while the target's folders are still being made. */
export class AskedAhead {
  readonly #answers: Answer[] = [];

  ask(
    session: MailSession,
    span: SpanAsked,
    { generation, forms }: { readonly generation: number; readonly forms: readonly ItemForm[] },
  ): void {
    const { folderId, ...ids } = span;
    const items = session.readItems(folderId, { generation, ids, wholeBytesMax, ...asked(forms) });
    this.#answers.push({ session, span, items: new Peekable(items) });
  }

  /** The first item of what was asked of that folder; whoever takes the answer gets it again. */
  first(folderId: string): Promise<ReadItem | undefined> {
    const answer = this.#answers.find(({ span }) => span.folderId === folderId);
    return answer?.items.peek() ?? Promise.resolve(undefined);
  }

  /** An answer that comes in on another session is let go of: nothing behind it would move. */
  take(session: MailSession, wanted: SpanAsked): AsyncIterable<ReadItem> | undefined {
    const at = this.#answers.findIndex(
      ({ span }) =>
        span.folderId === wanted.folderId &&
        span.fromId === wanted.fromId &&
        span.belowId === wanted.belowId,
    );
    const [answer] = at === -1 ? [] : this.#answers.splice(at, 1);
    if (answer === undefined || answer.session === session) return answer?.items;
    void leave(answer.items);
    return undefined;
  }

  /** Lets go of the answers for all other folders. */
  keepOnly(folderIds: ReadonlySet<string>): void {
    const isKept = ({ span }: Answer) => folderIds.has(span.folderId);
    for (const { items } of this.#answers.filter((answer) => !isKept(answer))) void leave(items);
    this.#answers.splice(0, Infinity, ...this.#answers.filter(isKept));
  }
}

/** Items of which the first can be looked at before they are read. */
class Peekable implements AsyncIterable<ReadItem> {
  readonly #iterator: AsyncIterator<ReadItem>;
  #first: Promise<IteratorResult<ReadItem>> | undefined;

  constructor(items: AsyncIterable<ReadItem>) {
    this.#iterator = items[Symbol.asyncIterator]();
  }

  async peek(): Promise<ReadItem | undefined> {
    this.#first ??= this.#iterator.next();
    const result = await this.#first;
    return result.done === true ? undefined : result.value;
  }

  [Symbol.asyncIterator](): AsyncIterator<ReadItem> {
    return {
      next: () => {
        const first = this.#first;
        this.#first = undefined;
        return first ?? this.#iterator.next();
      },
      return: () => this.#iterator.return?.() ?? Promise.resolve({ value: undefined, done: true }),
    };
  }
}

/** Leaves an answer unread; why it failed is of no interest any more. */
export async function leave(items: AsyncIterable<ReadItem>): Promise<void> {
  await items[Symbol.asyncIterator]()
    .return?.()
    .catch(() => undefined);
}
