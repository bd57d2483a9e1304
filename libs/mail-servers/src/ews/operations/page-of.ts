import { EwsProblem } from '../wire/answers.ts';
import type { XmlElement } from '../wire/xml-element.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly isLast: boolean;
  readonly next: number;
}

/** The part of a result that IndexedPageItemView, FractionalPageItemView or their like for folders ask for. @throws EwsProblem */
export function pageOf<T>(all: readonly T[], request: XmlElement, entriesMax: number): Page<T> {
  const view = request.children.find(({ name }) => /^m:(?:Indexed|Fractional)/.test(name));
  const attributes = view?.attributes ?? {};
  const asked = Number(attributes['MaxEntriesReturned'] ?? entriesMax);
  if (asked <= 0) {
    throw new EwsProblem('ErrorInvalidPagingMaxRows', 'Maximum number of rows must be positive.');
  }
  const count = Math.min(asked, entriesMax);
  const offset =
    attributes['Numerator'] === undefined
      ? Number(attributes['Offset'] ?? 0)
      : Math.floor(
          (all.length * Number(attributes['Numerator'])) / Number(attributes['Denominator']),
        );
  if (attributes['BasePoint'] === 'End') {
    const end = Math.max(0, all.length - offset);
    const start = Math.max(0, end - count);
    return { items: all.slice(start, end), isLast: start === 0, next: all.length - start };
  }
  const items = all.slice(offset, offset + count);
  const next = offset + items.length;
  return { items, isLast: next >= all.length, next };
}
