import {
  type CollectionSpec,
  type DocumentChange,
  type FieldFilter,
  type FieldValue,
  type ReadFilter,
  type ReadQuery,
  type StoredDocument,
  foldTerm,
  foldText,
} from '@mailhaul/application';

/** What the port says, done the plainest way. */
export class NaiveStore {
  readonly #spec: CollectionSpec;
  readonly #documents = new Map<string, StoredDocument>();

  constructor(spec: CollectionSpec) {
    this.#spec = spec;
  }

  apply(changes: readonly DocumentChange[]): void {
    for (const { tenant, id, position, body } of changes) {
      const key = JSON.stringify([tenant, id]);
      const stored = this.#documents.get(key);
      if (stored !== undefined && stored.position >= position) continue;
      if (body === undefined) this.#documents.delete(key);
      else this.#documents.set(key, { tenant, id, position, body });
    }
  }

  /** All pages in one. */
  find(query: ReadQuery): readonly StoredDocument[] {
    const { field, direction } = query.sort;
    const sign = direction === 'ascending' ? 1 : -1;
    return this.#matching(query).sort(
      (a, b) =>
        sign * (compare(valueOf(a, field), valueOf(b, field)) || codePointOrder(a.id, b.id)),
    );
  }

  count(filter: ReadFilter): number {
    return this.#matching(filter).length;
  }

  /** By folded text. */
  countBy(field: string, filter: ReadFilter): ReadonlyMap<FieldValue, number> {
    const counts = new Map<FieldValue, number>();
    for (const document of this.#matching(filter)) {
      const value = folded(valueOf(document, field));
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  }

  sum(field: string, filter: ReadFilter): number {
    return this.#matching(filter).reduce(
      (sum, document) => sum + Number(valueOf(document, field)),
      0,
    );
  }

  #matching({ tenant, fields = [], search = '' }: ReadFilter): StoredDocument[] {
    return [...this.#documents.values()].filter(
      (document) =>
        (tenant === undefined || document.tenant === tenant) &&
        fields.every((filter) => fits(valueOf(document, filter.field), filter)) &&
        (search === '' || this.#spec.searched.some((field) => holds(document, field, search))),
    );
  }
}

function holds(document: StoredDocument, field: string, search: string): boolean {
  const value = valueOf(document, field);
  return typeof value === 'string' && foldText(value).includes(foldTerm(search));
}

function fits(value: FieldValue, filter: FieldFilter): boolean {
  if (filter.is === 'equal') return compare(value, filter.value) === 0;
  if (filter.is === 'one-of') return filter.values.some((one) => compare(value, one) === 0);
  if (value === null) return false;
  const { from, below } = filter;
  return (
    (from === undefined || compare(value, from) >= 0) &&
    (below === undefined || compare(value, below) < 0)
  );
}

function valueOf({ body }: StoredDocument, field: string): FieldValue {
  return Object.hasOwn(body, field) ? (body[field] as FieldValue) : null;
}

export function folded(value: FieldValue): FieldValue {
  return typeof value === 'string' ? foldText(value) : value;
}

function compare(a: FieldValue, b: FieldValue): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  if (typeof a === 'string') return codePointOrder(foldText(a), foldText(String(b)));
  return Number(a) - Number(b);
}

/** UTF-8 keeps the order of code points; JavaScript's own comparison does not. */
function codePointOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
