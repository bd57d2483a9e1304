import {
  convertId,
  findPeople,
  getSearchableMailboxes,
  getServerTimeZones,
  resolveNames,
} from './operations/directory-operations.ts';
import {
  createAttachment,
  deleteAttachment,
  getAttachment,
} from './operations/attachment-operations.ts';
import {
  createFolder,
  deleteFolder,
  emptyFolder,
  findFolder,
  getFolder,
  moveFolder,
  updateFolder,
} from './operations/folder-operations.ts';
import type { OperationContext } from './operations/operation-context.ts';
import { copyItem, deleteItem, moveItem } from './operations/place-items.ts';
import { findItem, getItem } from './operations/read-items.ts';
import { syncFolderHierarchy, syncFolderItems } from './operations/sync.ts';
import { exportItems, uploadItems } from './operations/transfer-items.ts';
import { createItem, updateItem } from './operations/write-items.ts';
import { operationSince } from './schema/request-declarations.ts';
import { type AnswerPiece, EwsProblem, response } from './wire/answers.ts';
import { SchemaViolation } from './wire/schema-violation.ts';
import { type XmlElement, childOf } from './wire/xml-element.ts';

type Operation = (request: XmlElement, context: OperationContext) => AnswerPiece[];

const operations: Readonly<Record<string, Operation>> = {
  ...{ getFolder, findFolder, createFolder, updateFolder, deleteFolder, moveFolder, emptyFolder },
  ...{ findItem, getItem, createItem, updateItem, deleteItem, moveItem, copyItem },
  ...{ exportItems, uploadItems, createAttachment, getAttachment, deleteAttachment },
  ...{ syncFolderItems, syncFolderHierarchy },
  ...{ resolveNames, convertId, getServerTimeZones, getSearchableMailboxes, findPeople },
};
/** Those that answer in their own message, without a list. */
const unlisted = new Set(['GetSearchableMailboxes', 'FindPeople']);

/** The operation that a request asks for: the one child of its body. @throws SchemaViolation */
export function operationOf(envelope: XmlElement, version: number): XmlElement {
  const operation = childOf(envelope, 's:Body')?.children[0];
  const since = operation?.name.startsWith('m:')
    ? operationSince[operation.name.slice(2)]
    : undefined;
  if (operation === undefined || since === undefined || since > version) {
    throw new SchemaViolation('The request failed schema validation: no operation is known.');
  }
  return operation;
}

export function answerOperation(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const name = request.name.slice(2);
  const operation = operations[`${name.slice(0, 1).toLowerCase()}${name.slice(1)}`];
  if (operation === undefined) throw new EwsProblem('ErrorInvalidRequest');
  const answer = operation(request, context);
  return unlisted.has(name) ? answer : response(name, answer);
}

/** Whose mailbox a request wants to be (EWS reference page `ExchangeImpersonation`). */
export function impersonatedIn(envelope: XmlElement): string | undefined {
  const impersonation = childOf(childOf(envelope, 's:Header'), 't:ExchangeImpersonation');
  if (impersonation === undefined) return undefined;
  return childOf(impersonation, 't:ConnectingSID')?.children[0]?.text ?? '';
}
