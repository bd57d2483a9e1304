import { describe, expect, it } from 'vitest';
import { aPair, Given } from './spec-support/given.ts';

const details = { weight: 10, colour: 'teal' };

describe('tenants', () => {
  it('are created and edited, and keep their counts', async () => {
    const given = await aPair();
    await given.tell('tenant', 'self', {
      type: 'TenantEdited',
      data: { weight: 50, colour: 'red' },
      sealed: { name: 'Acme AG' },
    });
    expect(given.get('tenants', 'acme')).toMatchObject({
      ...{ id: 'acme', name: 'Acme AG', weight: 50, colour: 'red', revision: 1 },
      ...{ jobs: 1, pairs: 1, needYou: 0, running: 0 },
    });
  });

  it('that are removed leave no document behind, nor does what is told of them later', async () => {
    const given = await aPair();
    await given.tell('alert', 'a', {
      type: 'AlertRaised',
      data: { tone: 'bad', about: 'mailbox-failed', pairId: 'p' },
    });
    await given.tell('tenant', 'self', { type: 'TenantRemoved' });
    await given.removeAll();
    expect([...given.draft.documents]).toEqual([]);
    await given.tell('connection', 'c9', {
      type: 'ConnectionDefined',
      data: { kind: 'imap', credential: 0 },
      sealed: { name: 'Late', host: 'h', security: 'tls', signIn: 'mailbox' },
    });
    await given.tell('alert', 'b', {
      type: 'AlertRaised',
      data: { tone: 'bad', about: 'mailbox-failed', pairId: 'p' },
    });
    expect([...given.draft.documents]).toEqual([]);
  });

  it('whose key was destroyed are shown without names', async () => {
    const given = new Given();
    await given.tell('tenant', 'self', { type: 'TenantCreated', data: details });
    expect(given.get('tenants', 'acme')).toMatchObject({ name: '(erased)' });
  });
});
