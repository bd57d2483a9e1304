import * as z from 'zod';
import { idSchema, instantSchema, nameSchema, revisionSchema, tenantIdSchema } from './values.ts';

export const roleSchema = z.enum(['provider-admin', 'operator', 'viewer']);
export const roleGrantSchema = z.object({
  tenant: z.union([z.literal('*'), tenantIdSchema]),
  role: roleSchema,
});
const loginSchema = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((value) => !/\p{C}/u.test(value), 'holds an invisible character');
/** Long enough to be worth a slow hash, short enough not to be a burden to it. */
export const newPasswordSchema = z.string().min(10, 'has 10 characters at least').max(200);

export const signInSchema = z.object({ login: loginSchema, password: z.string().min(1).max(200) });
export const changePasswordSchema = z.object({
  current: z.string().max(200),
  next: newPasswordSchema,
});

export const operatorSchema = z.object({
  id: idSchema,
  login: z.string(),
  name: z.string(),
  roles: z.array(roleGrantSchema),
  mustChangePassword: z.boolean(),
  revision: revisionSchema,
});

export const sessionSchema = z.object({
  operator: operatorSchema,
  /** To be sent as `X-CSRF-Token` with every request that changes something. */
  csrf: z.string(),
  expiresAt: instantSchema,
});

export const newOperatorSchema = z.object({
  login: loginSchema,
  name: nameSchema,
  roles: z.array(roleGrantSchema).max(1000),
  /** A first password, to be changed at the first sign-in. */
  password: newPasswordSchema,
});
export const setRolesSchema = z.object({ roles: z.array(roleGrantSchema).max(1000) });

export const tokenScopeSchema = z.enum(['read', 'operate', 'administer']);
/** Strict: a tenant or an end that is misspelt would make a token that can do more than was meant. */
export const newTokenSchema = z.strictObject({
  label: nameSchema,
  scopes: z.array(tokenScopeSchema).min(1).max(3),
  tenant: tenantIdSchema.optional(),
  expiresAt: instantSchema.optional(),
});
export const tokenSchema = z.object({
  id: idSchema,
  label: z.string(),
  scopes: z.array(tokenScopeSchema),
  tenant: tenantIdSchema.optional(),
  createdAt: instantSchema,
  expiresAt: instantSchema.optional(),
});
/** Shown once, when it is made. */
export const issuedTokenSchema = tokenSchema.extend({ token: z.string() });

export type Operator = z.output<typeof operatorSchema>;
export type Session = z.output<typeof sessionSchema>;
export type ApiToken = z.output<typeof tokenSchema>;
