import { ConnectorError } from '@mailhaul/connector-contract';
import { findsByNumbers } from './find-pages.ts';
import { rowFields } from '../form/item-row.ts';
import type { ToldProperties } from '../soap/properties.ts';
import type { Numbering } from './server-facts.ts';
import { type CallCore, folderIdXml, oneOf } from './session-core.ts';
import type { WellKnownFolders } from './well-known-folders.ts';

/** Names nothing anywhere: a server that knows the operation says so. */
const nobodysId = 'AAAA';

/**
 * What the server can do, as far as it shows without leaving anything there: how items are numbered, and whether it knows ExportItems
 * and UploadItems. Once for each connector.
 */
export async function lookAtServer(core: CallCore, wellKnown: WellKnownFolders): Promise<void> {
  const { facts } = core;
  facts.toldProperties ??= await toldProperties(core, wellKnown);
  // What cannot be read again was not kept, as far as anybody can tell.
  if (facts.toldProperties !== 'all') [facts.markers, facts.takesExtras] = ['dropped', false];
  facts.numbering ??= await numberingOf(core, wellKnown);
  facts.exports ??= await knows(
    core,
    `<m:ExportItems><m:ItemIds><t:ItemId Id="${nobodysId}"/></m:ItemIds></m:ExportItems>`,
  );
  facts.uploads ??= await knows(
    core,
    `<m:UploadItems><m:Items><t:Item CreateAction="CreateNew"><t:ParentFolderId Id="${nobodysId}"/>` +
      `<t:Data>${nobodysId}</t:Data></t:Item></m:Items></m:UploadItems>`,
  );
}

/** Some servers refuse a request for properties that they do not know, and some those with names. */
async function toldProperties(
  core: CallCore,
  wellKnown: WellKnownFolders,
): Promise<ToldProperties> {
  const folder = folderIdXml(wellKnown.filledIds[0] ?? wellKnown.rootId);
  for (const told of ['all', 'tagged'] as const) {
    const operation =
      '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>' +
      `<t:AdditionalProperties>${rowFields(told, 'FindItem')}</t:AdditionalProperties></m:ItemShape>` +
      '<m:IndexedPageItemView MaxEntriesReturned="1" Offset="0" BasePoint="Beginning"/>' +
      `<m:ParentFolderIds>${folder}</m:ParentFolderIds></m:FindItem>`;
    try {
      await oneOf(core, operation, { action: 'find' });
      return told;
    } catch (error) {
      if (!isItsAnswer(error)) throw error;
    }
  }
  return 'none';
}

/** Of an empty mailbox what its folders tell is believed; a book of ours serves every server. */
async function numberingOf(core: CallCore, wellKnown: WellKnownFolders): Promise<Numbering> {
  const [filled] = wellKnown.filledIds;
  try {
    const finds = await findsByNumbers(core, filled ?? wellKnown.rootId);
    // A folder that holds something, and shows nothing of it when it is asked by numbers, is no empty one.
    const isFine = finds ?? (filled === undefined && wellKnown.tellsNextNumber);
    return isFine ? 'article' : 'book';
  } catch (error) {
    if (isItsAnswer(error)) return 'book';
    throw error;
  }
}

/** An operation that is known refuses the id; of one that is not, all kinds of things are said. */
async function knows(core: CallCore, operation: string): Promise<boolean> {
  try {
    return (await core.caller.all(operation, { action: 'find' })).length > 0;
  } catch (error) {
    // The id was looked at, and refused for the request as a whole.
    if (error instanceof ConnectorError && error.code === 'folder-missing') return true;
    if (isItsAnswer(error)) return false;
    throw error;
  }
}

/** The server understood, and said no: neither the line nor the hour is to blame. */
export function isItsAnswer(error: unknown): boolean {
  if (!(error instanceof ConnectorError) || error.scope === 'connection') return false;
  return error.disposition !== 'retryAfter';
}
