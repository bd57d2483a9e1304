import type { JsonObject, ReadGeneration } from '@mailhaul/application';
import type { Tools } from './change-writer.ts';
import { type Sql, conditionSql, joined, restSql } from './conditions.ts';
import { keyOfColumn } from './field-columns.ts';
import type {
  AnswerValue,
  ColumnFilter,
  CollectionLayout,
  CountByMessage,
  FindMessage,
  GetMessage,
  ReadMessage,
  Row,
  RowPage,
  SumMessage,
} from './messages.ts';
import { type TableNames, indexName, rowOrderName, tableNames } from './tables.ts';

/** Characters of one page; a document more may stand in it. */
export const pageLengthMax = 2_000_000;

/** So many rows are walked in the sort's order at most, and only if a sample promises the page by then. */
const walkedRowsMax = 5000;
const sampledRows = 400;
/** A condition that at most so many rows meet is looked up by its index. */
const rareRowsMax = 2000;

/** What every statement on a filter starts from. */
interface Scope {
  readonly layout: CollectionLayout;
  readonly tables: TableNames;
  readonly filter: ColumnFilter;
  /** Undefined: all tenants. */
  readonly tenant: number | undefined;
  /** Everything asked but the tenant. */
  readonly rest: Sql | undefined;
}

type Found = readonly [tenant: number, id: string, doc: number, position: string];
const foundColumns = 'tenant, id, doc, CAST(position AS TEXT)';

/** Answers what is asked of documents; every answer is of one moment. */
export class DocumentReader {
  readonly #tools: Tools;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** @throws {Refusal} there is no such generation. */
  answer(message: ReadMessage): AnswerValue {
    switch (message.op) {
      case 'find':
        return this.#find(message);
      case 'get':
        return this.#get(message);
      case 'count':
        return this.#count(message.filter);
      case 'count-by':
        return this.#countBy(message);
      case 'sum':
        return this.#sum(message);
      case 'checkpoint':
        return this.#tools.generations.checkpoint(message.generation);
    }
  }

  #get({ collection, tenant, id, generation }: GetMessage): Row | undefined {
    const { statements, tenants, generations } = this.#tools;
    const tables = tableNames(generations.numberOf(generation), collection);
    const number = tenants.find(tenant);
    if (number === undefined) return undefined;
    const found = statements.get(
      `SELECT ${foundColumns} FROM ${tables.rows} WHERE tenant = ? AND id = ?`,
      [number, id],
    );
    return found === undefined ? undefined : this.#row(tables, found as unknown as Found);
  }

  #find(message: FindMessage): RowPage {
    const scope = this.#scope(message.filter, message.generation);
    if (scope === undefined) return { rows: [], hasMore: false };
    const found = this.#walk(scope, message) ?? this.#select(scope, message);
    const rows: Row[] = [];
    let length = 0;
    for (const place of found.slice(0, message.limit)) {
      if (length > pageLengthMax) break;
      const row = this.#row(scope.tables, place);
      length += row.json.length;
      rows.push(row);
    }
    return { rows, hasMore: rows.length < found.length };
  }

  /** The page and one row more, out of the sort's index; undefined: what fits is rare, or the tenants are many. */
  #walk(scope: Scope, message: FindMessage): readonly Found[] | undefined {
    const { tables, rest } = scope;
    if (scope.tenant === undefined || this.#rareCondition(scope) !== undefined) return undefined;
    const { column, limit } = message;
    const wanted = limit + 1;
    const walked = rest === undefined ? wanted : Math.max(walkedRowsMax, wanted);
    const { order, behind } = placeInOrder(message, { column, tenant: undefined });
    const where = joined([tenantSql(scope.tenant), ...behind, ...rangeOf(scope, column)]);
    const rows = this.#tools.statements.iterate(
      `SELECT ${foundColumns}, ${rest?.text ?? 'TRUE'} FROM ${tables.rows}
       INDEXED BY ${indexName(tables.rows, column)}
       WHERE ${where.text} ORDER BY ${order} LIMIT ?`,
      [...(rest?.values ?? []), ...where.values, walked],
    );
    const found: Found[] = [];
    let count = 0;
    for (const row of rows) {
      count += 1;
      if (row[4] === 1) found.push(row as unknown as Found);
      if (found.length === wanted) return found;
      if (count === sampledRows && wanted * count > found.length * walkedRowsMax) return undefined;
    }
    return count < walked ? found : undefined;
  }

  /** The same by looking at all that fit. */
  #select(scope: Scope, message: FindMessage): readonly Found[] {
    const tenant =
      scope.tenant === undefined
        ? (this.#tools.tenants.find(message.after?.tenant ?? '') ?? 0)
        : undefined;
    // `+`: not by the index of the sort, which would look up each row.
    const { order, behind } = placeInOrder(message, { column: `+${message.column}`, tenant });
    const where = this.#where(scope, behind);
    return this.#tools.statements.all(
      `SELECT ${foundColumns} FROM ${scope.tables.rows} ${this.#way(scope)}
       ${where.text} ORDER BY ${order} LIMIT ?`,
      [...where.values, message.limit + 1],
    ) as unknown as readonly Found[];
  }

  #count(filter: ColumnFilter): number {
    const scope = this.#scope(filter);
    if (scope === undefined) return 0;
    const where = this.#where(scope);
    const [condition] = filter.conditions;
    const isByIndex =
      condition !== undefined && filter.conditions.length === 1 && filter.search === undefined;
    const way =
      scope.rest === undefined
        ? ''
        : isByIndex && scope.tenant !== undefined
          ? indexedBy(scope, condition.column)
          : this.#way(scope);
    const sql = `SELECT count(*) FROM ${scope.tables.rows} ${way} ${where.text}`;
    return Number(this.#tools.statements.get(sql, where.values)?.[0]);
  }

  #countBy({ filter, field }: CountByMessage): AnswerValue {
    const counts = new Map<string | number | boolean | null, number>();
    const scope = this.#scope(filter);
    const layout = scope?.layout.fields[field];
    if (scope === undefined || layout === undefined) return counts;
    const column = `f${field}`;
    const isByIndex = scope.rest === undefined && scope.tenant !== undefined;
    const way = isByIndex ? indexedBy(scope, column) : this.#way(scope);
    const where = this.#where(scope);
    // The tenant is that of the row with the least id: SQLite takes bare columns from the row of min().
    const rows = this.#tools.statements.all(
      `SELECT ${column}, count(*), min(id), tenant FROM ${scope.tables.rows} ${way}
       ${where.text} GROUP BY ${isByIndex ? column : `+${column}`}`,
      where.values,
    );
    for (const [value, count, id, tenant] of rows) {
      const key =
        typeof value === 'string'
          ? this.#spelling(scope, { id: String(id), tenant: Number(tenant), field: layout.name })
          : keyOfColumn(layout.kind, value);
      counts.set(key, Number(count));
    }
    return counts;
  }

  #sum({ filter, columns }: SumMessage): readonly number[] {
    const scope = this.#scope(filter);
    if (scope === undefined || columns.length === 0) return columns.map(() => 0);
    const where = this.#where(scope);
    // The least number stands for null.
    const sums = columns.map((column) => `total(iif(${column} > -9e999, ${column}, 0))`);
    const row = this.#tools.statements.get(
      `SELECT ${sums.join(', ')} FROM ${scope.tables.rows} ${this.#way(scope)} ${where.text}`,
      where.values,
    );
    return columns.map((_, n) => Number(row?.[n]));
  }

  /** Undefined: the tenant has nothing. */
  #scope(filter: ColumnFilter, generation: ReadGeneration = 'live'): Scope | undefined {
    const { tenants, generations, layouts } = this.#tools;
    const layout = layouts[filter.collection];
    const tenant = filter.tenant === undefined ? undefined : tenants.find(filter.tenant);
    if (layout === undefined || (filter.tenant !== undefined && tenant === undefined)) {
      return undefined;
    }
    const tables = tableNames(generations.numberOf(generation), filter.collection);
    return { layout, tables, filter, tenant, rest: restSql(layout, filter) };
  }

  #where({ tenant, rest }: Scope, more: readonly Sql[] = []): Sql {
    const parts = [
      ...(tenant === undefined ? [] : [tenantSql(tenant)]),
      ...(rest === undefined ? [] : [rest]),
      ...more,
    ];
    const { text, values } = joined(parts);
    return { text: parts.length === 0 ? '' : `WHERE ${text}`, values };
  }

  /** How to come by the rows that fit: by the index of a rare condition, else along the tenant's rows. */
  #way(scope: Scope): string {
    if (scope.tenant === undefined) return '';
    const column = this.#rareCondition(scope);
    return column === undefined
      ? `INDEXED BY ${rowOrderName(scope.tables.rows)}`
      : indexedBy(scope, column);
  }

  /** The column of a condition that few rows meet. */
  #rareCondition(scope: Scope): string | undefined {
    const { tenant, filter, tables } = scope;
    if (tenant === undefined) return undefined;
    return filter.conditions.find((condition) => {
      const where = joined([tenantSql(tenant), conditionSql(condition)]);
      const row = this.#tools.statements.get(
        `SELECT count(*) FROM (SELECT 1 FROM ${tables.rows}
         ${indexedBy(scope, condition.column)} WHERE ${where.text} LIMIT ?)`,
        [...where.values, rareRowsMax + 1],
      );
      return Number(row?.[0]) <= rareRowsMax;
    })?.column;
  }

  #row(tables: TableNames, [tenant, id, doc, position]: Found): Row {
    const body = this.#tools.statements.get(`SELECT body FROM ${tables.bodies} WHERE doc = ?`, [
      doc,
    ]);
    return {
      tenant: this.#tools.tenants.nameOf(tenant),
      id,
      position: BigInt(position),
      json: String(body?.[0]),
    };
  }

  /** How one document writes the text of a field. */
  #spelling(
    { tables }: Scope,
    place: { readonly id: string; readonly tenant: number; readonly field: string },
  ): string {
    const found = this.#tools.statements.get(
      `SELECT body FROM ${tables.rows} JOIN ${tables.bodies} USING (doc) WHERE tenant = ? AND id = ?`,
      [place.tenant, place.id],
    );
    const body = JSON.parse(String(found?.[0])) as JsonObject;
    const value = body[place.field];
    return typeof value === 'string' ? value : '';
  }
}

function indexedBy({ tables }: Scope, column: string): string {
  return `INDEXED BY ${indexName(tables.rows, column)}`;
}

/** Conditions by which an index of a column is walked in part only. */
function rangeOf({ filter }: Scope, column: string): readonly Sql[] {
  return filter.conditions
    .filter((each) => each.column === column && (each.is === 'within' || each.values.length === 1))
    .map(conditionSql);
}

function tenantSql(tenant: number): Sql {
  return { text: 'tenant = ?', values: [tenant] };
}

/** The order of a page, and what stands behind the place it goes on from. `tenant` is given where there are many. */
function placeInOrder(
  { isDescending, after }: FindMessage,
  by: { readonly column: string; readonly tenant: number | undefined },
): { readonly order: string; readonly behind: readonly Sql[] } {
  const { column, tenant } = by;
  const columns = tenant === undefined ? [column, 'id'] : [column, 'id', 'tenant'];
  const order = columns.map((name) => (isDescending ? `${name} DESC` : name)).join(', ');
  if (after === undefined) return { order, behind: [] };
  const values = tenant === undefined ? [after.value, after.id] : [after.value, after.id, tenant];
  const marks = values.map(() => '?').join(', ');
  const behind = { text: `(${columns.join(', ')}) ${isDescending ? '<' : '>'} (${marks})`, values };
  return { order, behind: [behind] };
}
