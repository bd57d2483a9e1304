import { unreachable } from '@mailhaul/kernel';
import { type Fact, factOf, type Ordered } from '../fact.ts';

export type TenantEvent =
  | { type: 'TenantCreated'; data: Fact & TenantFacts; sealed?: TenantDetails | undefined }
  | { type: 'TenantEdited'; data: Fact & TenantFacts; sealed?: TenantDetails | undefined }
  | { type: 'TenantRemoved'; data: Fact };

export interface TenantFacts {
  /** Its share of the workers beside other tenants', 1 to 100. */
  readonly weight: number;
  /** One of the console's named colours. */
  readonly colour: string;
}

export interface TenantDetails {
  readonly name: string;
}

export type Tenant =
  | { readonly status: 'unknown' }
  | { readonly status: 'removed' }
  | ({ readonly status: 'active'; readonly details: TenantDetails | undefined } & TenantFacts);

export type TenantCommand = Ordered &
  (
    | ({ readonly kind: 'CreateTenant'; readonly details: TenantDetails } & TenantFacts)
    | ({ readonly kind: 'EditTenant'; readonly details: TenantDetails } & TenantFacts)
    | { readonly kind: 'RemoveTenant' }
  );

export interface TenantRejection {
  readonly kind: 'rejected';
  readonly reason: 'TenantUnknown' | 'TenantExists';
}

/** The tenant as `handleCommand` wants it. */
export const tenantDecider = {
  initial: (): Tenant => ({ status: 'unknown' }),
  evolve: evolveTenant,
  decide: decideTenant,
  upcasters: {},
} as const;

function evolveTenant(tenant: Tenant, event: TenantEvent): Tenant {
  switch (event.type) {
    case 'TenantCreated':
    case 'TenantEdited': {
      const { weight, colour } = event.data;
      return { status: 'active', weight, colour, details: event.sealed };
    }
    case 'TenantRemoved':
      return tenant.status === 'unknown' ? tenant : { status: 'removed' };
    default:
      return unreachable(event);
  }
}

function decideTenant(
  tenant: Tenant,
  command: TenantCommand,
): readonly TenantEvent[] | TenantRejection {
  if (command.kind === 'CreateTenant') {
    if (tenant.status !== 'unknown') return { kind: 'rejected', reason: 'TenantExists' };
    const { weight, colour, details } = command;
    return [
      { type: 'TenantCreated', data: { ...factOf(command), weight, colour }, sealed: details },
    ];
  }
  if (tenant.status !== 'active') return { kind: 'rejected', reason: 'TenantUnknown' };
  if (command.kind === 'RemoveTenant') return [{ type: 'TenantRemoved', data: factOf(command) }];
  const { weight, colour, details } = command;
  return [{ type: 'TenantEdited', data: { ...factOf(command), weight, colour }, sealed: details }];
}
