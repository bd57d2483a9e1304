import { errorOf } from '../errors.ts';
import { isItemGone, refusalError } from '../response-codes.ts';
import { refusalIn } from '../soap/refusals.ts';
import { groupedSpans } from './read-items.ts';
import { type CallCore, type SessionCore, itemIdsXml } from './session-core.ts';

const removedAtATime = 100;

/** For good, not into Deleted Items. @throws ConnectorError `folder-changed` */
export async function removeItems(
  core: SessionCore,
  folderId: string,
  request: { readonly generation: number; readonly ids: readonly number[] },
): Promise<void> {
  if (request.generation !== core.index.generation(folderId)) throw errorOf('folder-changed');
  await deleteItems(core, await ewsIdsOf(core, folderId, request.ids));
}

/** What the server calls these items; those that are not there any more are left out. */
export async function ewsIdsOf(
  core: SessionCore,
  folderId: string,
  ids: readonly number[],
): Promise<readonly string[]> {
  const wanted = new Set(ids);
  const found: string[] = [];
  for (const spans of groupedSpans(ids.toSorted((a, b) => a - b))) {
    for await (const rows of core.index.rows(folderId, spans)) {
      found.push(...rows.filter(({ id }) => wanted.has(id)).map(({ ewsId }) => ewsId));
    }
  }
  return found;
}

/** For good. One that is gone already is no error; nobody who was invited to one is told. */
export async function deleteItems({ caller }: CallCore, ewsIds: readonly string[]): Promise<void> {
  for (let at = 0; at < ewsIds.length; at += removedAtATime) {
    // Demanded for meetings and for tasks (EWS reference page `DeleteItem`).
    const operation =
      '<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendToNone" ' +
      `AffectedTaskOccurrences="AllOccurrences">${itemIdsXml(ewsIds.slice(at, at + removedAtATime))}</m:DeleteItem>`;
    for (const message of await caller.all(operation, { action: 'remove' })) {
      const refusal = refusalIn(message);
      if (refusal !== undefined && !isItemGone(refusal)) throw refusalError(refusal, 'remove');
    }
  }
}
