import type { ItemKind } from '@mailhaul/connector-contract';
import { errorOf } from '../errors.ts';
import { allFields, seldomFields } from '../form/field-paths.ts';
import { isItemGone, refusalError } from '../response-codes.ts';
import { type AnswerElement, childOf } from '../soap/answer-element.ts';
import { refusalIn } from '../soap/refusals.ts';
import { extrasPaths } from './document-item.ts';
import { itemMessages } from './item-messages.ts';
import { isItsAnswer } from './look-at-server.ts';
import type { CallCore } from './session-core.ts';

/** With all that can be written again; undefined for one that is gone. */
export async function readWhole(
  core: CallCore,
  kind: ItemKind,
  ewsIds: readonly string[],
): Promise<(AnswerElement | undefined)[]> {
  const messages = await messagesOf(core, kind, ewsIds);
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

/** Every field by its name, where the server takes that; else AllProperties alone. */
async function messagesOf(
  core: CallCore,
  kind: ItemKind,
  ewsIds: readonly string[],
): Promise<AnswerElement[]> {
  const { takesFieldNames } = core.facts;
  const known = takesFieldNames.get(kind);
  if (known !== false) {
    try {
      const named = await asked(core, ewsIds, allFields(kind));
      if (known === true || !named.some(isRefused)) {
        takesFieldNames.set(kind, true);
        return named;
      }
    } catch (error) {
      if (known === true || !isItsAnswer(error)) throw error;
    }
  }
  const plain = await asked(core, ewsIds, seldomFields(kind));
  if (!plain.some(isRefused)) takesFieldNames.set(kind, false);
  return plain;
}

function asked(
  core: CallCore,
  ewsIds: readonly string[],
  fields: readonly string[],
): Promise<AnswerElement[]> {
  const uris = fields.map((uri) => `<t:FieldURI FieldURI="${uri}"/>`).join('');
  const paths = uris + extrasPaths(core);
  const more = paths === '' ? '' : `<t:AdditionalProperties>${paths}</t:AdditionalProperties>`;
  return itemMessages(
    core,
    ewsIds,
    (ids) =>
      '<m:GetItem><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape><t:BodyType>Best</t:BodyType>' +
      `${more}</m:ItemShape>${ids}</m:GetItem>`,
  );
}

function isRefused(message: AnswerElement): boolean {
  const refusal = refusalIn(message);
  return refusal !== undefined && !isItemGone(refusal);
}
