import { articleNumberIn, changeKeyIn, markerIn } from '../form/item-row.ts';
import { isItemGone, isPassing, refusalError } from '../response-codes.ts';
import { childOf } from '../soap/answer-element.ts';
import { properties, propertyPath, propertyPaths } from '../soap/properties.ts';
import { refusalIn } from '../soap/refusals.ts';
import { itemMessages } from './item-messages.ts';
import type { CallCore } from './session-core.ts';

/** What an item that was made turned out to be. */
export interface BackRead {
  readonly ewsId: string;
  /** Without one some servers change no item. */
  readonly changeKey: string;
  readonly articleNumber: number | undefined;
  /** Undefined also where it was not asked for. */
  readonly marker: string | undefined;
  /** Zero where it was not asked for. */
  readonly attachmentCount: number;
}

/**
 * CreateItem gives ids alone: numbers are asked for, and markers until one was seen to be kept. What was taken away meanwhile is left out.
 * @throws ConnectorError
 */
export async function readBack(
  core: CallCore,
  ewsIds: readonly string[],
  { withAttachments = false }: { readonly withAttachments?: boolean } = {},
): Promise<BackRead[]> {
  if (ewsIds.length === 0) return [];
  const { facts } = core;
  const told = facts.toldProperties ?? 'all';
  const fields =
    (withAttachments ? '<t:FieldURI FieldURI="item:Attachments"/>' : '') +
    (facts.numbering === 'article' ? propertyPath(properties.articleNumber) : '') +
    (facts.markers === 'kept' ? '' : propertyPaths([properties.marker], told));
  const more = fields === '' ? '' : `<t:AdditionalProperties>${fields}</t:AdditionalProperties>`;
  const operation = (ids: string) =>
    `<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>${more}</m:ItemShape>` +
    `${ids}</m:GetItem>`;
  const messages = await itemMessages(core, ewsIds, operation);
  return messages.flatMap((message, at) => {
    const refusal = refusalIn(message);
    if (refusal !== undefined) {
      const error = refusalError(refusal, 'read');
      // A server that is busy has not lost the item.
      if (isPassing(error) && !isItemGone(refusal)) throw error;
      return [];
    }
    const [item] = childOf(message, 'm:Items')?.children ?? [];
    if (item === undefined) return [];
    return [
      {
        ewsId: ewsIds[at] ?? '',
        changeKey: changeKeyIn(item),
        articleNumber: articleNumberIn(item),
        marker: markerIn(item),
        attachmentCount: childOf(item, 't:Attachments')?.children.length ?? 0,
      },
    ];
  });
}
