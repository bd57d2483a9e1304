import { type ItemPlace, fieldOf } from '../items/item-fields.ts';
import { dictionaryOf } from '../items/item-shape.ts';
import { propertyKey } from '../items/property-key.ts';
import { propertyOf } from '../items/property-values.ts';
import { elementOf } from '../schema/field-names.ts';
import type { EwsItem } from '../store/ews-item.ts';
import { EwsProblem } from '../wire/answers.ts';
import type { XmlElement } from '../wire/xml-element.ts';

/** The value of a path in an item; undefined where it has none. */
export function valueAt(path: XmlElement, place: ItemPlace): (item: EwsItem) => string | undefined {
  const uri = path.attributes['FieldURI'] ?? '';
  switch (path.name) {
    case 't:FieldURI':
      return (item) => {
        const found = fieldOf(item, elementOf(uri), place);
        return found?.children[0]?.children[0]?.text ?? found?.children[0]?.text ?? found?.text;
      };
    case 't:IndexedFieldURI': {
      const dictionary = dictionaryOf(uri);
      const key = path.attributes['FieldIndex'];
      return (item) =>
        fieldOf(item, dictionary, place)?.children.find(
          ({ attributes }) => (attributes['Key'] ?? attributes['HeaderName']) === key,
        )?.text;
    }
    default: {
      const key = propertyKey(path);
      const type = path.attributes['PropertyType'] ?? '';
      return (item) => {
        const value = propertyOf(item, key, type);
        return typeof value === 'string' ? value : value?.[0];
      };
    }
  }
}

const numbers = /^(?:Integer|Short|Long|Double|Float|Currency)/;
const numberFields =
  /:(?:Size|PercentComplete|ReminderMinutesBeforeStart|ActualWork|TotalWork|ChangeCount)$/;
const timeFields =
  /:(?:DateTime|Start|End|DueDate|Birthday|Wedding|Complete|Reminder\w*By|LastModifiedTime|PostedTime)/;

type Rank = string | number | undefined;

/** What values at a path are compared by: numbers by size, times by time, texts by letters in any case. */
function rankAt({ attributes }: XmlElement): (text: string | undefined) => Rank {
  const [type = '', uri = ''] = [attributes['PropertyType'], attributes['FieldURI']];
  const rank =
    numbers.test(type) || numberFields.test(uri)
      ? Number
      : type === 'SystemTime' || timeFields.test(uri)
        ? Date.parse
        : (text: string) => text.toLowerCase();
  return (text) => (text === undefined ? undefined : rank(text));
}

/** What has no value comes first. */
function compareRanks(a: Rank, b: Rank): number {
  if (a === undefined || b === undefined) {
    return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

export function compareAt(
  path: XmlElement,
): (a: string | undefined, b: string | undefined) => number {
  const rank = rankAt(path);
  return (a, b) => compareRanks(rank(a), rank(b));
}

const place: ItemPlace = { owner: '', folder: { id: '', changeNumber: 0 } };

/** Reference page `SortOrder`. Without one, in the order of arrival. @throws EwsProblem */
export function sorted(
  items: readonly EwsItem[],
  order: readonly XmlElement[],
  { sortsItems }: { readonly sortsItems: boolean },
): readonly EwsItem[] {
  if (order.length === 0) return items;
  if (!sortsItems) {
    throw new EwsProblem('ErrorUnsupportedPathForSortGroup', 'The property is not sortable.');
  }
  const keys = order.map((one) => {
    const [path] = one.children;
    if (path === undefined) throw new EwsProblem('ErrorUnsupportedPathForSortGroup');
    const sign = one.attributes['Order'] === 'Descending' ? -1 : 1;
    return { sign, value: valueAt(path, place), rank: rankAt(path) };
  });
  const rows = items.map((item) => ({
    item,
    ranks: keys.map(({ value, rank }) => rank(value(item))),
  }));
  return rows
    .toSorted((a, b) => {
      for (const [at, { sign }] of keys.entries()) {
        const result = compareRanks(a.ranks[at], b.ranks[at]);
        if (result !== 0) return sign * result;
      }
      return 0;
    })
    .map(({ item }) => item);
}
