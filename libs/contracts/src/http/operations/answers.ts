import type * as z from 'zod';
import type { Operation } from '../operation.ts';

/** Keeps the literal type of one entry of the table. */
export const operation = <const T extends Operation>(one: T): T => one;
export const none = { status: 204 } as const;
export const ok = <T extends z.ZodType>(schema: T) => ({ status: 200, schema }) as const;
export const made = <T extends z.ZodType>(schema: T) => ({ status: 201, schema }) as const;
export const taken = <T extends z.ZodType>(schema: T) => ({ status: 202, schema }) as const;
export const csv = { status: 200, type: 'text/csv' } as const;

export const tenant = '/tenants/{tenant}';
export const connection = `${tenant}/connections/{connection}`;
export const job = `${tenant}/jobs/{job}`;
export const pair = `${tenant}/pairs/{pair}`;
