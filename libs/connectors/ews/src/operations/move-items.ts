import { errorOf } from '../errors.ts';
import { isItemGone, refusalError } from '../response-codes.ts';
import { refusalIn } from '../soap/refusals.ts';
import { ewsIdsOf } from './remove-items.ts';
import { folderIdXml, type SessionCore, itemIdsXml } from './session-core.ts';

const movedAtATime = 100;

/** EWS reference page "MoveItem operation". @throws ConnectorError `folder-changed` */
export async function moveItems(
  core: SessionCore,
  folderId: string,
  request: {
    readonly generation: number;
    readonly ids: readonly number[];
    readonly toFolderId: string;
  },
): Promise<void> {
  if (request.generation !== core.index.generation(folderId)) throw errorOf('folder-changed');
  const found = await ewsIdsOf(core, folderId, request.ids);
  for (let at = 0; at < found.length; at += movedAtATime) {
    const operation =
      `<m:MoveItem><m:ToFolderId>${folderIdXml(request.toFolderId)}</m:ToFolderId>` +
      `${itemIdsXml(found.slice(at, at + movedAtATime))}</m:MoveItem>`;
    for (const message of await core.caller.all(operation, { action: 'remove' })) {
      const refusal = refusalIn(message);
      if (refusal !== undefined && !isItemGone(refusal)) throw refusalError(refusal, 'remove');
    }
  }
}
