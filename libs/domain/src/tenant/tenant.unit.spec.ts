import { specifyDecider } from '@mailhaul/testing';
import { describe, it } from 'vitest';
import { type Tenant, type TenantCommand, tenantDecider, type TenantEvent } from './tenant.ts';

const given = specifyDecider<Tenant, TenantCommand, TenantEvent>(tenantDecider);
const fact = { atMs: 5, actor: 'ann' };
const command = { commandId: 'c', ...fact };
const facts = { weight: 2, colour: 'blue' };
const details = { name: 'Acme' };
const created: TenantEvent = {
  type: 'TenantCreated',
  data: { ...fact, ...facts },
  sealed: details,
};
const removed: TenantEvent = { type: 'TenantRemoved', data: fact };
const create: TenantCommand = { ...command, kind: 'CreateTenant', ...facts, details };
const edit: TenantCommand = { ...command, kind: 'EditTenant', ...facts, details };
const remove: TenantCommand = { ...command, kind: 'RemoveTenant' };

describe('a tenant', () => {
  it('is created once, its name sealed, and never again under its id', () => {
    given().when(create).then(created);
    given(created).when(create).thenRejected('TenantExists');
    given(created, removed).when(create).thenRejected('TenantExists');
  });

  it('is edited and removed while it is there', () => {
    const edited: TenantEvent = { ...created, type: 'TenantEdited' };
    given(created).when(edit).then(edited);
    given(created).when(remove).then(removed);
    for (const asked of [edit, remove]) {
      given().when(asked).thenRejected('TenantUnknown');
      given(created, removed).when(asked).thenRejected('TenantUnknown');
    }
  });
});
