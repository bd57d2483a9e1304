import { createHash } from 'node:crypto';
import type { SessionMemory } from '@mailhaul/connector-contract';
import { protocolViolation } from '../errors.ts';
import { refusalError } from '../response-codes.ts';
import type { AnswerElement } from '../soap/answer-element.ts';
import type { Call, EwsCaller } from '../soap/ews-caller.ts';
import { refusalIn } from '../soap/refusals.ts';
import { escapeXml } from '../soap/xml-text.ts';
import type { ItemIndex } from './item-index.ts';
import type { ServerFacts } from './server-facts.ts';

/** How to call. */
export interface CallCore {
  readonly caller: EwsCaller;
  /** Resolves after that time; rejects when the session ends. */
  readonly wait: (ms: number) => Promise<void>;
  readonly facts: ServerFacts;
}

/** What the operations of one session share. */
export interface SessionCore extends CallCore {
  /** Which item has which number. */
  readonly index: ItemIndex;
  readonly memory: SessionMemory | undefined;
  /** Which folder of the mailbox items of that element (`Contact`) can be made in, whatever else refuses them. */
  readonly homeOf: (element: string) => string | undefined;
}

/** The one response message of an answer. @throws ConnectorError where it refuses */
export async function oneOf(
  { caller }: CallCore,
  operation: string,
  call: Call,
): Promise<AnswerElement> {
  const [message] = await caller.all(operation, call);
  if (message === undefined) throw protocolViolation('it has no response message');
  const refusal = refusalIn(message);
  if (refusal !== undefined) throw refusalError(refusal, call.action);
  return message;
}

/**
 * Numbers of items belong to a folder: another folder, or the same made anew, has another id and another generation. Numbers that
 * the server gave are never taken for those of a book.
 */
export function generationOf(folderId: string, numbering: 'article' | 'book' = 'article'): number {
  const name = numbering === 'article' ? folderId : `${numbering}\0${folderId}`;
  return createHash('sha256').update(name).digest().readUInt32BE() >>> 1 || 1;
}

export function folderIdXml(folderId: string): string {
  return `<t:FolderId Id="${escapeXml(folderId)}"/>`;
}

export function itemIdsXml(ewsIds: readonly string[]): string {
  const ids = ewsIds.map((id) => `<t:ItemId Id="${escapeXml(id)}"/>`).join('');
  return `<m:ItemIds>${ids}</m:ItemIds>`;
}
