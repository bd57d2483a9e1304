import type { DocumentItem } from './item-document.ts';
import { type ItemNode, nodeNamed, xmlOfNode } from './item-node.ts';

/** Fields by which people, and likenesses, know an item: where it has none, it is called by the first. */
const names = [
  { field: 'Subject', uri: 'item:Subject' },
  { field: 'DisplayName', uri: 'contacts:DisplayName' },
] as const;

export const openNameStart = 'Mailhaul: not complete yet (';

/**
 * What an item is called while more is added to it, on servers that keep no named properties or have not shown yet that they do: nobody
 * takes it for the item, and people see what it is. It holds nothing of the item.
 */
export function openName(key: string): string {
  return `${openNameStart}${key})`;
}

/** The key in such a name. */
export function keyInOpenName(name: string): string | undefined {
  if (!name.startsWith(openNameStart) || !name.endsWith(')')) return undefined;
  return name.slice(openNameStart.length, -1);
}

/** The item under that name. Changed occurrences say their subject themselves: they must not be called by it. */
export function underOpenName(document: DocumentItem, key: string): DocumentItem {
  const subject = nodeNamed(document.fields, 'Subject');
  const { exceptions } = document;
  const changed = exceptions?.changed.map((one) =>
    subject === undefined || one.without.includes('Subject') || nodeNamed(one.fields, 'Subject')
      ? one
      : { ...one, fields: [...one.fields, subject] },
  );
  return {
    ...document,
    fields: names
      .filter(({ field }) => field === 'Subject' || nodeNamed(document.fields, field))
      .reduce<readonly ItemNode[]>(
        (fields, { field }) => [
          ...fields.filter(([name]) => name !== field),
          [field, {}, openName(key)],
        ],
        document.fields,
      ),
    ...(exceptions === undefined || changed === undefined
      ? {}
      : { exceptions: { ...exceptions, changed } }),
  };
}

/** Updates that give it its own name, in the words of UpdateItem. */
export function ownNameUpdates({ element, fields }: DocumentItem): string {
  return names
    .map(({ field, uri }) => {
      const path = `<t:FieldURI FieldURI="${uri}"/>`;
      const own = nodeNamed(fields, field);
      if (own !== undefined) {
        return `<t:SetItemField>${path}<t:${element}>${xmlOfNode(own)}</t:${element}></t:SetItemField>`;
      }
      return field === 'Subject' ? `<t:DeleteItemField>${path}</t:DeleteItemField>` : '';
    })
    .join('');
}
