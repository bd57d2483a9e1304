import { createHash } from 'node:crypto';
import { protocolViolation } from '../errors.ts';
import { refusalError } from '../response-codes.ts';
import type { AnswerElement } from '../soap/answer-element.ts';
import type { Call, EwsCaller } from '../soap/ews-caller.ts';
import { refusalIn } from '../soap/refusals.ts';
import { escapeXml } from '../soap/xml-text.ts';

/** What the operations of one session share. */
export interface SessionCore {
  readonly caller: EwsCaller;
  /** Resolves after that time; rejects when the session ends. */
  readonly wait: (ms: number) => Promise<void>;
}

/** The one response message of an answer. @throws ConnectorError where it refuses */
export async function oneOf(
  { caller }: SessionCore,
  operation: string,
  call: Call,
): Promise<AnswerElement> {
  const [message] = await caller.all(operation, call);
  if (message === undefined) throw protocolViolation('it has no response message');
  const refusal = refusalIn(message);
  if (refusal !== undefined) throw refusalError(refusal, call.action);
  return message;
}

/** Numbers of items belong to a folder: another folder, or the same made anew, has another id and another generation. */
export function generationOf(folderId: string): number {
  return createHash('sha256').update(folderId).digest().readUInt32BE() >>> 1 || 1;
}

export function folderIdXml(folderId: string): string {
  return `<t:FolderId Id="${escapeXml(folderId)}"/>`;
}
