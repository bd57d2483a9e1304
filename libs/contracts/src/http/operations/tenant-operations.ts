import * as z from 'zod';
import { searchHitSchema } from '../history.ts';
import { liveFrameSchema } from '../live.ts';
import { newTenantSchema, tenantSchema, tenantSettingsSchema } from '../tenants.ts';
import { pageOf, pageQuerySchema } from '../values.ts';
import { csv, made, ok, operation, tenant } from './answers.ts';
import type { Operation } from '../operation.ts';

/** Tenants and what looks at a tenant as a whole. */
export const tenantOperations = {
  listTenants: operation({
    method: 'GET',
    path: '/tenants',
    tag: 'Tenants',
    summary: 'Tenants that you may see',
    access: 'self',
    query: pageQuerySchema,
    answer: ok(pageOf(tenantSchema)),
  }),
  createTenant: operation({
    method: 'POST',
    path: '/tenants',
    tag: 'Tenants',
    summary: 'Make a tenant',
    access: 'provider-admin',
    body: newTenantSchema,
    answer: made(tenantSchema),
    isKeyed: true,
  }),
  readTenant: operation({
    method: 'GET',
    path: tenant,
    tag: 'Tenants',
    summary: 'One tenant',
    access: 'viewer',
    answer: ok(tenantSchema),
  }),
  editTenant: operation({
    method: 'PUT',
    path: tenant,
    tag: 'Tenants',
    summary: 'Rename a tenant, change its colour or share',
    access: 'provider-admin',
    body: tenantSettingsSchema,
    answer: ok(tenantSchema),
    needsRevision: true,
  }),
  overallReport: operation({
    method: 'GET',
    path: `${tenant}/report.csv`,
    tag: 'Reports',
    summary: 'All jobs of a tenant with their figures',
    access: 'viewer',
    answer: csv,
  }),
  search: operation({
    method: 'GET',
    path: `${tenant}/search`,
    tag: 'Search',
    summary: 'Jobs, mailboxes and connections by name',
    access: 'viewer',
    query: z.object({ q: z.string().trim().min(1).max(200) }),
    answer: ok(z.array(searchHitSchema)),
  }),
  followLive: operation({
    method: 'GET',
    path: `${tenant}/live`,
    tag: 'Live',
    summary: 'What changes, as it changes; resumes behind Last-Event-ID',
    access: 'viewer',
    answer: { status: 200, schema: liveFrameSchema, type: 'text/event-stream' },
  }),
} as const satisfies Record<string, Operation>;
