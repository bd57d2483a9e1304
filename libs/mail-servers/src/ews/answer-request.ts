import { createFolder, findFolder, getFolder } from './operations/folder-operations.ts';
import { createItem, deleteItem, findItem, getItem } from './operations/item-operations.ts';
import type { OperationContext } from './operations/operation-context.ts';
import { type AnswerPiece, EwsProblem, response } from './wire/answers.ts';
import { SchemaViolation } from './wire/schema-violation.ts';
import { type XmlElement, childOf } from './wire/xml-element.ts';

type Operation = (request: XmlElement, context: OperationContext) => AnswerPiece[];

const operations: Readonly<Record<string, Operation>> = {
  'm:GetFolder': getFolder,
  'm:FindFolder': findFolder,
  'm:CreateFolder': createFolder,
  'm:FindItem': findItem,
  'm:GetItem': getItem,
  'm:CreateItem': createItem,
  'm:DeleteItem': deleteItem,
};

/** The operation that a request asks for: the one child of its body. @throws SchemaViolation */
export function operationOf(envelope: XmlElement): XmlElement {
  const operation = childOf(envelope, 's:Body')?.children[0];
  if (operation === undefined || operations[operation.name] === undefined) {
    throw new SchemaViolation('The request failed schema validation: no operation is known.');
  }
  return operation;
}

export function answerOperation(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const operation = operations[request.name];
  if (operation === undefined) throw new EwsProblem('ErrorInvalidRequest');
  return response(request.name.slice(2), operation(request, context));
}

/** Whose mailbox a request wants to be (EWS reference page `ExchangeImpersonation`). */
export function impersonatedIn(envelope: XmlElement): string | undefined {
  const impersonation = childOf(childOf(envelope, 's:Header'), 't:ExchangeImpersonation');
  if (impersonation === undefined) return undefined;
  return childOf(impersonation, 't:ConnectingSID')?.children[0]?.text ?? '';
}
