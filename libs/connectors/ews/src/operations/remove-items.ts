import { errorOf } from '../errors.ts';
import { isItemGone, refusalError } from '../response-codes.ts';
import { refusalIn } from '../soap/refusals.ts';
import { escapeXml } from '../soap/xml-text.ts';
import { findPages } from './find-pages.ts';
import { groupedSpans } from './read-items.ts';
import { type SessionCore, generationOf } from './session-core.ts';

const removedAtATime = 100;

/** For good, not into Deleted Items. @throws ConnectorError `folder-changed` */
export async function removeItems(
  core: SessionCore,
  folderId: string,
  request: { readonly generation: number; readonly ids: readonly number[] },
): Promise<void> {
  if (request.generation !== generationOf(folderId)) throw errorOf('folder-changed');
  const wanted = new Set(request.ids);
  const found: string[] = [];
  for (const spans of groupedSpans(request.ids.toSorted((a, b) => a - b))) {
    for await (const rows of findPages(core, folderId, spans)) {
      found.push(...rows.filter(({ id }) => wanted.has(id)).map(({ ewsId }) => ewsId));
    }
  }
  for (let at = 0; at < found.length; at += removedAtATime) {
    const ids = found
      .slice(at, at + removedAtATime)
      .map((id) => `<t:ItemId Id="${escapeXml(id)}"/>`);
    const operation = `<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>${ids.join('')}</m:ItemIds></m:DeleteItem>`;
    for (const message of await core.caller.all(operation, { action: 'remove' })) {
      const refusal = refusalIn(message);
      if (refusal !== undefined && !isItemGone(refusal)) throw refusalError(refusal, 'remove');
    }
  }
}
