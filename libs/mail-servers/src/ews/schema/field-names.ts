import { itemTypes } from './item-declarations.ts';
import { schemaTypes } from './request-declarations.ts';

/** Prefixes of FieldURIs, with the types whose parts they name (types.xsd, UnindexedFieldURIType). */
const prefixes: readonly (readonly [string, readonly string[]])[] = [
  ['item', ['Item']],
  ['message', ['Message', 'PostItem']],
  ['calendar', ['CalendarItem']],
  ['meeting', ['Meeting']],
  ['meetingRequest', ['MeetingRequest']],
  ['contacts', ['Contact', 'DistributionList']],
  ['distributionlist', ['DistributionList']],
  ['task', ['Task']],
  ['postitem', ['PostItem']],
];

const since = new Map<string, number>();
const inherited = new Set((itemTypes.get('Item')?.parts ?? []).map(({ name }) => name));
for (const [prefix, types] of prefixes) {
  for (const type of types) {
    for (const part of itemTypes.get(type)?.parts ?? []) {
      if (prefix !== 'item' && inherited.has(part.name)) continue;
      since.set(`${prefix}:${part.name.slice(2)}`, part.since);
    }
  }
}
for (const type of ['Folder', 'SearchFolder']) {
  for (const part of schemaTypes.get(type)?.parts ?? []) {
    since.set(`folder:${part.name.slice(2)}`, part.since);
  }
}
since.set('folder:SharingEffectiveRights', 14);
since.delete('item:ExtendedProperty');
since.delete('folder:ExtendedProperty');

/** Whether a server of that version knows a FieldURI. */
export function isFieldUri(uri: string, version: number): boolean {
  return (since.get(uri) ?? Infinity) <= version;
}

/** `item:Subject` → `t:Subject`. */
export function elementOf(fieldUri: string): string {
  return `t:${fieldUri.slice(fieldUri.indexOf(':') + 1)}`;
}

const folderNames =
  'calendar contacts deleteditems drafts inbox journal notes outbox sentitems tasks msgfolderroot publicfoldersroot root junkemail searchfolders voicemail recoverableitemsroot recoverableitemsdeletions recoverableitemsversions recoverableitemspurges archiveroot archivemsgfolderroot archivedeleteditems archiverecoverableitemsroot archiverecoverableitemsdeletions archiverecoverableitemsversions archiverecoverableitemspurges';
/** Exchange 2013 and later. */
const newerFolderNames =
  'archiveinbox syncissues conflicts localfailures serverfailures recipientcache quickcontacts conversationhistory adminauditlogs todosearch mycontacts directory imcontactlist peopleconnect favorites';

const known = new Set(folderNames.split(' '));
const newer = new Set(newerFolderNames.split(' '));

/** Whether a server of that version knows a DistinguishedFolderId. */
export function isFolderName(name: string, version: number): boolean {
  return known.has(name) || (version >= 15 && newer.has(name));
}
