import {
  type Operation,
  type ProblemFault,
  idSchema,
  tenantIdSchema,
  workerRefSchema,
} from '@mailhaul/contracts';
import type * as z from 'zod';
import { faultWords } from './fault-words.ts';
import { ApiProblem, faultsMax } from './api-problem.ts';
import type { RequestCode } from './request-codes.ts';

/** @throws {ApiProblem} with each place that is wrong. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, code: RequestCode): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ApiProblem(code, { faults: faultsOf(result.error) });
}

export function faultsOf(error: z.ZodError): readonly ProblemFault[] {
  return error.issues.slice(0, faultsMax).flatMap((issue) => {
    const unions = issue.code === 'invalid_union' ? issue.errors.flat() : [];
    const deepest = unions.toSorted((a, b) => b.path.length - a.path.length)[0];
    const path = [...issue.path, ...(deepest?.path ?? [])];
    return { place: path.join('.') || 'body', message: faultWords(deepest ?? issue) };
  });
}

const named: Readonly<Record<string, z.ZodType>> = {
  tenant: tenantIdSchema,
  worker: workerRefSchema,
};

/** Ids are what ids look like; anything else is not there. @throws {ApiProblem} */
export function checkParameters(params: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(params)) {
    const schema = named[name] ?? idSchema;
    if (!schema.safeParse(value).success) throw new ApiProblem('not-found');
  }
}

/** A parameter that is named twice is a fault, not a list. */
export function queryOf(url: string, operation: Operation): unknown {
  const found = new URL(url, 'http://mailhaul').searchParams;
  const twice = [...new Set(found.keys())].filter((name) => found.getAll(name).length > 1);
  if (twice.length > 0) {
    const faults = twice.map((place) => ({ place, message: 'is given twice' }));
    throw new ApiProblem('query-invalid', { faults });
  }
  const known = Object.keys(operation.query?.shape ?? {});
  const unknown = [...found.keys()].filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    // A filter that is misspelt would otherwise find everything.
    const message = known.length === 0 ? 'is not known here' : `is none of ${known.join(', ')}`;
    const faults = unknown
      .slice(0, faultsMax)
      .map((name) => ({ place: name.slice(0, 100), message }));
    throw new ApiProblem('query-invalid', { faults });
  }
  if (operation.query === undefined) return {};
  return parsed(operation.query, Object.fromEntries(found), 'query-invalid');
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @throws {ApiProblem} */
export function keyOf(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && uuidPattern.test(header)) return header.toLowerCase();
  throw new ApiProblem('key-invalid');
}

/** @throws {ApiProblem} */
export function revisionOf(header: string | undefined): number {
  if (header === undefined) throw new ApiProblem('revision-missing');
  const digits = /^"(\d{1,15})"$/.exec(header.trim())?.[1];
  if (digits === undefined) throw new ApiProblem('revision-invalid');
  return Number(digits);
}
