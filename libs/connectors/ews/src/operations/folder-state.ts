import type { FolderState } from '@mailhaul/connector-contract';
import { errorOf } from '../errors.ts';
import {
  type AnswerElement,
  childOf,
  numberOf,
  propertyIn,
  textIn,
} from '../soap/answer-element.ts';
import { properties, propertyPath } from '../soap/properties.ts';
import { newestNumber } from './find-pages.ts';
import { type SessionCore, folderIdXml, generationOf, oneOf } from './session-core.ts';

/** What a folder's state is made of. */
export const stateFields = `<t:FieldURI FieldURI="folder:TotalCount"/>${propertyPath(properties.nextArticleNumber)}`;

/** @throws ConnectorError `folder-missing` */
export async function folderStateOf(core: SessionCore, folderId: string): Promise<FolderState> {
  const operation =
    '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape>' +
    `<t:AdditionalProperties>${stateFields}</t:AdditionalProperties></m:FolderShape>` +
    `<m:FolderIds>${folderIdXml(folderId)}</m:FolderIds></m:GetFolder>`;
  const message = await oneOf(core, operation, { action: 'folder' });
  const [folder] = childOf(message, 'm:Folders')?.children ?? [];
  if (folder === undefined) throw errorOf('folder-missing');
  const state = stateIn(folder, folderId);
  if (state !== undefined) return state;
  // No item that comes later gets the number of one that was there, nor a smaller one.
  const newest = await newestNumber(core, folderId);
  return { ...countsOf(folder, folderId), nextId: (newest ?? 0) + 1 };
}

/** Undefined where the server does not say which number comes next. */
export function stateIn(folder: AnswerElement, folderId: string): FolderState | undefined {
  const nextId = numberOf(propertyIn(folder, properties.nextArticleNumber));
  return nextId === undefined || nextId === 0
    ? undefined
    : { ...countsOf(folder, folderId), nextId };
}

function countsOf(folder: AnswerElement, folderId: string): Omit<FolderState, 'nextId'> {
  return {
    generation: generationOf(folderId),
    itemCount: numberOf(textIn(folder, 't:TotalCount')) ?? 0,
  };
}
