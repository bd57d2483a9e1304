import type { Session } from '@mailhaul/application';
import type { ApiToken, RoleGrant } from '@mailhaul/domain';

/** Who asks. */
export type Caller =
  | { readonly kind: 'anybody' }
  | {
      readonly kind: 'session';
      readonly operatorId: string;
      readonly roles: readonly RoleGrant[];
      readonly session: Session;
    }
  | {
      readonly kind: 'token';
      readonly operatorId: string;
      readonly roles: readonly RoleGrant[];
      readonly token: ApiToken;
    };

export type KnownCaller = Exclude<Caller, { kind: 'anybody' }>;
export type Power = 'none' | 'viewer' | 'operator' | 'provider-admin';

/** What the caller may do in a tenant; a token of one tenant has no power in others. */
export function powerIn(tenant: string, caller: KnownCaller): Power {
  if (caller.kind === 'token' && (caller.token.tenant ?? tenant) !== tenant) return 'none';
  return strongest(
    caller.roles.filter((grant) => grant.tenant === tenant || grant.tenant === everyTenant),
  );
}

/** What the caller may do for the provider as a whole. */
export function powerOverall(caller: KnownCaller): Power {
  if (caller.kind === 'token' && caller.token.tenant !== undefined) return 'none';
  return isAdministrator(caller.roles) ? 'provider-admin' : 'none';
}

/** Tenants in which the caller has a role; undefined: in all. */
export function tenantsOf(caller: KnownCaller): readonly string[] | undefined {
  const { roles } = caller;
  const isEverywhere = roles.some(({ tenant }) => tenant === everyTenant);
  const all = isEverywhere ? undefined : [...new Set(roles.map(({ tenant }) => tenant))];
  const only = caller.kind === 'token' ? caller.token.tenant : undefined;
  if (only === undefined) return all;
  return all === undefined || all.includes(only) ? [only] : [];
}

export const everyTenant = '*';

/** True of whoever administers Mailhaul itself. */
export function isAdministrator(roles: readonly RoleGrant[]): boolean {
  return roles.some(({ tenant, role }) => tenant === everyTenant && role === 'provider-admin');
}

const order: readonly Power[] = ['none', 'viewer', 'operator', 'provider-admin'];

export function isAtLeast(power: Power, needed: Power): boolean {
  return order.indexOf(power) >= order.indexOf(needed);
}

function strongest(grants: readonly RoleGrant[]): Power {
  return grants.reduce<Power>((best, { role }) => (isAtLeast(role, best) ? role : best), 'none');
}
