import {
  ConnectorError,
  type OutgoingItem,
  type WriteGate,
  type WriteOutcome,
  type WriteResult,
} from '@mailhaul/connector-contract';
import { protocolViolation, writeAborted } from '../errors.ts';
import { type FlagForm, flagForm } from '../form/flags.ts';
import { articleNumberOf, itemIdOf } from '../form/item-row.ts';
import { refusalError } from '../response-codes.ts';
import type { AnswerElement } from '../soap/answer-element.ts';
import { childOf } from '../soap/answer-element.ts';
import { properties, propertyPath } from '../soap/properties.ts';
import { refusalIn } from '../soap/refusals.ts';
import { escapeXml } from '../soap/xml-text.ts';
import { itemLength, itemPieces } from './item-pieces.ts';
import { type SessionCore, folderIdXml, generationOf } from './session-core.ts';

const triesMax = 5;
const waitMsDefault = 1000;
const waitMsMax = 60_000;

interface FormedItem {
  readonly item: OutgoingItem;
  readonly form: FlagForm;
}

/**
 * One CreateItem: the server makes the items one after another when the request is complete, and answers for each. Rejects
 * where the outcome is not known; the line is cut then.
 */
export async function writeBatch(
  core: SessionCore,
  folderId: string,
  { items, gate }: { readonly items: readonly OutgoingItem[]; readonly gate: WriteGate },
): Promise<WriteResult> {
  const formed = items.map((item) => ({ item, form: flagForm(item.flags) }));
  let messages: readonly AnswerElement[];
  try {
    messages = await create(core, folderId, { formed, gate });
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw writeAborted(error);
    if (error.scope === 'connection') throw error;
    return { kind: 'batch-refused', error };
  }
  if (messages.length !== items.length) {
    throw protocolViolation('it has not one answer for each item');
  }
  const made = messages.map((message) => (refusalIn(message) === undefined ? idIn(message) : ''));
  const numbers = await patiently(core, () =>
    numbersOf(
      core,
      made.filter((id) => id !== ''),
    ),
  );
  const generation = generationOf(folderId);
  const outcomes = messages.map((message, at): WriteOutcome => {
    const refusal = refusalIn(message);
    if (refusal !== undefined) return { kind: 'refused', error: refusalError(refusal, 'write') };
    const id = numbers.get(made[at] ?? '');
    const leftOut = formed[at]?.form.leftOut ?? [];
    return {
      kind: 'written',
      ...(id === undefined ? {} : { generation, id }),
      ...(leftOut.length === 0 ? {} : { keywordsLeftOut: leftOut }),
    };
  });
  return { kind: 'answered', outcomes };
}

function create(
  { caller }: SessionCore,
  folderId: string,
  { formed, gate }: { readonly formed: readonly FormedItem[]; readonly gate: WriteGate },
): Promise<readonly AnswerElement[]> {
  const start = Buffer.from(
    '<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId>' +
      `${folderIdXml(folderId)}</m:SavedItemFolderId><m:Items>`,
  );
  const end = Buffer.from('</m:Items></m:CreateItem>');
  const lengths = formed.map(({ item, form }) => itemLength(item, form));
  const length = lengths.reduce((sum, one) => sum + one, start.length + end.length);
  const pieces = async function* () {
    yield start;
    for (const { item, form } of formed) yield* itemPieces(item, form);
    yield end;
  };
  return caller.stream(
    {
      ...{ length, pieces: pieces() },
      beforeLast: () => gate.beforeCommit().catch(abortedBy),
      afterLast: () => gate.onHandedOver?.(),
    },
    { action: 'write' },
  );
}

function abortedBy(cause: unknown): never {
  throw writeAborted(cause);
}

/** The items are there: a server that is busy now is asked again, so that nobody has to look for them. */
async function patiently<T>(core: SessionCore, ask: () => Promise<T>): Promise<T> {
  for (let triesLeft = triesMax; ; triesLeft -= 1) {
    try {
      return await ask();
    } catch (error) {
      const isBusy =
        error instanceof ConnectorError &&
        (error.code === 'throttled' || error.code === 'server-busy');
      if (!isBusy || triesLeft <= 1) throw error;
      await core.wait(Math.min(error.retryAfterMs ?? waitMsDefault, waitMsMax));
    }
  }
}

/** CreateItem gives ids alone: the numbers are asked for. What was taken away meanwhile has none. */
async function numbersOf(
  { caller }: SessionCore,
  ewsIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const numbers = new Map<string, number>();
  if (ewsIds.length === 0) return numbers;
  const ids = ewsIds.map((id) => `<t:ItemId Id="${escapeXml(id)}"/>`);
  const operation =
    '<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>' +
    `${propertyPath(properties.articleNumber)}</t:AdditionalProperties></m:ItemShape>` +
    `<m:ItemIds>${ids.join('')}</m:ItemIds></m:GetItem>`;
  const messages = await caller.all(operation, { action: 'read' });
  if (messages.length !== ewsIds.length) {
    throw protocolViolation('it has not one answer for each item');
  }
  for (const [at, message] of messages.entries()) {
    const [item] = childOf(message, 'm:Items')?.children ?? [];
    if (item !== undefined && refusalIn(message) === undefined) {
      numbers.set(ewsIds[at] ?? '', articleNumberOf(item));
    }
  }
  return numbers;
}

function idIn(message: AnswerElement): string {
  const [item] = childOf(message, 'm:Items')?.children ?? [];
  if (item === undefined) throw protocolViolation('an item that was made has no id');
  return itemIdOf(item);
}
