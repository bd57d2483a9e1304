import * as z from 'zod';
import {
  countSchema,
  instantSchema,
  nameSchema,
  revisionSchema,
  tenantIdSchema,
} from './values.ts';

export const colourNames = [
  'indigo',
  'teal',
  'grape',
  'orange',
  'cyan',
  'pink',
  'lime',
  'yellow',
  'blue',
  'red',
] as const;

export const tenantSettingsSchema = z.object({
  name: nameSchema,
  colour: z.enum(colourNames).default('indigo'),
  /** Share of the workers beside the other tenants'. */
  weight: z.int().min(1).max(100).default(10),
});
export const newTenantSchema = tenantSettingsSchema.extend({ id: tenantIdSchema });

export const tenantSchema = z.object({
  id: tenantIdSchema,
  name: z.string(),
  colour: z.enum(colourNames),
  weight: z.int(),
  createdAt: instantSchema,
  revision: revisionSchema,
  jobs: countSchema,
  pairs: countSchema,
  /** Pairs and connections that wait for a person. */
  needYou: countSchema,
  running: countSchema,
});

export type Tenant = z.output<typeof tenantSchema>;
