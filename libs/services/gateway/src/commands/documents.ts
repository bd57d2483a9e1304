import {
  type FieldFilter,
  InvalidCursor,
  type ReadStore,
  type StoredDocument,
} from '@mailhaul/application';
import { collections, type PageQuery } from '@mailhaul/contracts';
import type * as z from 'zod';
import { ApiProblem } from '../http/api-problem.ts';

export type CollectionName = (typeof collections)[number]['name'];

/** A list as it is asked for. */
export interface ListQuestion<Row extends z.ZodObject> {
  readonly collection: CollectionName;
  readonly schema: Row;
  /** Absent: of all tenants. */
  readonly tenant?: string;
  readonly fields?: readonly (FieldFilter | undefined)[];
  readonly page: PageQuery;
  /** As `sort` of the page. */
  readonly defaultSort: string;
}

export interface Page<Row> {
  readonly rows: Row[];
  readonly next?: string;
}

/** What the read models hold, in the shape that the API answers with: what a schema does not name is left out. */
export class Documents {
  readonly #store: ReadStore;

  constructor(store: ReadStore) {
    this.#store = store;
  }

  async get<Row extends z.ZodObject>(
    schema: Row,
    collection: CollectionName,
    key: { readonly tenant: string; readonly id: string },
  ): Promise<z.output<Row> | undefined> {
    const found = await this.#store.get(collection, key);
    return found === undefined ? undefined : shaped(schema, found);
  }

  /** @throws {ApiProblem} there is none. */
  async need<Row extends z.ZodObject>(
    schema: Row,
    collection: CollectionName,
    key: { readonly tenant: string; readonly id: string },
  ): Promise<z.output<Row>> {
    const found = await this.get(schema, collection, key);
    if (found === undefined) throw new ApiProblem('not-found');
    return found;
  }

  /** @throws {ApiProblem} an unknown sort, or a cursor of another list. */
  async list<Row extends z.ZodObject>(question: ListQuestion<Row>): Promise<Page<z.output<Row>>> {
    const { collection, schema, tenant, fields = [], page, defaultSort } = question;
    try {
      const found = await this.#store.find(collection, {
        ...(tenant === undefined ? {} : { tenant }),
        fields: fields.filter((field) => field !== undefined),
        ...(page.q === undefined ? {} : { search: page.q }),
        sort: sortOf(collection, page.sort ?? defaultSort),
        limit: page.limit,
        ...(page.after === undefined ? {} : { after: page.after }),
      });
      const rows = found.rows.map((row) => shaped(schema, row));
      return found.next === undefined ? { rows } : { rows, next: found.next };
    } catch (error) {
      if (error instanceof InvalidCursor) throw new ApiProblem('cursor-invalid');
      throw error;
    }
  }

  /** Every row, page by page: for reports and actions on many. */
  async *each<Row extends z.ZodObject>(
    question: Omit<ListQuestion<Row>, 'page'> & { readonly q?: string | undefined },
  ): AsyncIterable<z.output<Row>> {
    const { q } = question;
    let after: string | undefined;
    do {
      const page = {
        limit: rowsAtOnce,
        ...(q === undefined ? {} : { q }),
        ...(after === undefined ? {} : { after }),
      };
      const found = await this.list({ ...question, page });
      yield* found.rows;
      after = found.next;
    } while (after !== undefined);
  }
}

const rowsAtOnce = 500;

export function equal(field: string, value: string | number | boolean | undefined) {
  return value === undefined ? undefined : ({ field, is: 'equal', value } as const);
}

export function oneOf(field: string, values: readonly string[] | undefined) {
  return values === undefined ? undefined : ({ field, is: 'one-of', values } as const);
}

function sortOf(collection: CollectionName, asked: string) {
  const field = asked.replace(/^-/, '');
  const fields: Readonly<Record<string, string>> =
    collections.find(({ name }) => name === collection)?.fields ?? {};
  if (!Object.hasOwn(fields, field)) {
    const detail = `The list can be sorted by ${Object.keys(fields).join(', ')}.`;
    throw new ApiProblem('sort-unknown', { detail, faults: [{ place: 'sort', message: detail }] });
  }
  const direction = asked.startsWith('-') ? 'descending' : 'ascending';
  return { field, direction } as const;
}

function shaped<Row extends z.ZodObject>(schema: Row, { body }: StoredDocument): z.output<Row> {
  const names = Object.keys(schema.shape).filter((name) => body[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, body[name]])) as z.output<Row>;
}
