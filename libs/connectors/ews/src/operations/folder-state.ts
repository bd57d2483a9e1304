import type { FolderState } from '@mailhaul/connector-contract';
import { errorOf, protocolViolation } from '../errors.ts';
import {
  type AnswerElement,
  childOf,
  numberOf,
  propertyIn,
  textIn,
} from '../soap/answer-element.ts';
import { properties, propertyPath } from '../soap/properties.ts';
import { newestNumber } from './find-pages.ts';
import { type CallCore, folderIdXml, generationOf, oneOf } from './session-core.ts';

/** What a folder's state is made of. */
export const stateFields = `<t:FieldURI FieldURI="folder:TotalCount"/>${propertyPath(properties.nextArticleNumber)}`;

/** By the numbers that the server gives. @throws ConnectorError `folder-missing` */
export async function folderStateOf(core: CallCore, folderId: string): Promise<FolderState> {
  const folder = await folderAsked(core, folderId);
  const state = stateIn(folder, folderId);
  if (state !== undefined) return state;
  // No item that comes later gets the number of one that was there, nor a smaller one.
  const newest = await newestNumber(core, folderId);
  return {
    ...{ generation: generationOf(folderId), itemCount: itemCountIn(folder) },
    nextId: (newest ?? 0) + 1,
  };
}

/** @throws ConnectorError `folder-missing` */
export async function folderAsked(core: CallCore, folderId: string): Promise<AnswerElement> {
  const operation =
    '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape>' +
    `<t:AdditionalProperties>${stateFields}</t:AdditionalProperties></m:FolderShape>` +
    `<m:FolderIds>${folderIdXml(folderId)}</m:FolderIds></m:GetFolder>`;
  const message = await oneOf(core, operation, { action: 'folder' });
  const [folder] = childOf(message, 'm:Folders')?.children ?? [];
  if (folder === undefined) throw errorOf('folder-missing');
  return folder;
}

/** Undefined where the server does not say which number comes next. */
export function stateIn(folder: AnswerElement, folderId: string): FolderState | undefined {
  const nextId = numberOf(propertyIn(folder, properties.nextArticleNumber));
  return nextId === undefined || nextId === 0
    ? undefined
    : { generation: generationOf(folderId), itemCount: itemCountIn(folder), nextId };
}

export function itemCountIn(folder: AnswerElement): number {
  return numberOf(textIn(folder, 't:TotalCount')) ?? 0;
}

export function idOf(element: AnswerElement, name: string): string {
  const id = childOf(element, name)?.attributes.get('Id') ?? '';
  if (id === '') throw protocolViolation('a folder has no id');
  return id;
}
