import type { ItemKind } from '@mailhaul/connector-contract';
import { errorOf } from '../errors.ts';
import { isItemGone, refusalError } from '../response-codes.ts';
import { type AnswerElement, childOf } from '../soap/answer-element.ts';
import { refusalIn } from '../soap/refusals.ts';
import { extrasPaths } from './document-item.ts';
import { messagesFor } from './as-many-as-open.ts';
import { type CallCore, itemIdsXml } from './session-core.ts';

/** Not among AllProperties everywhere. */
const moreFields: Readonly<Partial<Record<ItemKind, readonly string[]>>> = {
  event: [
    ...['calendar:UID', 'calendar:Recurrence', 'calendar:StartTimeZone', 'calendar:EndTimeZone'],
    ...['calendar:ModifiedOccurrences', 'calendar:DeletedOccurrences'],
  ],
  'contact-group': ['distributionlist:Members'],
  task: ['task:Recurrence'],
};

/** With all that can be written again; undefined for one that is gone. */
export async function readWhole(
  core: CallCore,
  kind: ItemKind,
  ewsIds: readonly string[],
): Promise<(AnswerElement | undefined)[]> {
  const uris = (moreFields[kind] ?? []).map((uri) => `<t:FieldURI FieldURI="${uri}"/>`).join('');
  const paths = uris + extrasPaths(core);
  const more = paths === '' ? '' : `<t:AdditionalProperties>${paths}</t:AdditionalProperties>`;
  const operation = (ids: readonly string[]) =>
    '<m:GetItem><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape><t:BodyType>Best</t:BodyType>' +
    `${more}</m:ItemShape>` +
    `${itemIdsXml(ids)}</m:GetItem>`;
  const messages = await messagesFor(ewsIds, (ids) =>
    core.caller.all(operation(ids), { action: 'read' }),
  );
  if (messages.length !== ewsIds.length) throw errorOf('item-unreadable');
  return messages.map((message) => {
    const refusal = refusalIn(message);
    if (refusal !== undefined) {
      if (isItemGone(refusal)) return undefined;
      throw refusalError(refusal, 'read');
    }
    const [item] = childOf(message, 'm:Items')?.children ?? [];
    if (item === undefined) throw errorOf('item-unreadable');
    return item;
  });
}
