import { specifyDecider } from '@mailhaul/testing';
import { describe, expect, it } from 'vitest';
import { type ConnectionCommand, connectionDecider } from './connection.decide.ts';
import type {
  Connection,
  ConnectionDetails,
  ConnectionEvent,
  ConnectionFacts,
} from './connection.ts';

const given = specifyDecider<Connection, ConnectionCommand, ConnectionEvent>(connectionDecider);
const fold = (...events: readonly ConnectionEvent[]) =>
  events.reduce(connectionDecider.evolve, connectionDecider.initial());
const fact = { atMs: 5, actor: 'ann' };
const command = { commandId: 'c', ...fact };
const facts: ConnectionFacts = {
  ...{ kind: 'imap', credential: 1, mailboxesMax: 4, workerTag: 'site.acme' },
};
const details: ConnectionDetails = {
  ...{ name: 'Old', host: 'mail.example', security: 'tls', signIn: 'mailbox' },
};

const defined: ConnectionEvent = {
  type: 'ConnectionDefined',
  data: { ...fact, ...facts },
  sealed: details,
};
const edited: ConnectionEvent = {
  type: 'ConnectionEdited',
  data: { ...fact, kind: 'imap', credential: 2 },
  sealed: details,
};
const verified: ConnectionEvent = { type: 'ConnectionVerified', data: fact };
const broken: ConnectionEvent = {
  type: 'ConnectionBroken',
  data: { ...fact, code: 'certificate-rejected' },
  sealed: { words: 'expired' },
};
const deleted: ConnectionEvent = { type: 'ConnectionDeleted', data: fact };

const define: ConnectionCommand = { ...command, kind: 'DefineConnection', facts, details };
const edit: ConnectionCommand = {
  ...command,
  ...{ kind: 'EditConnection', facts: { kind: 'imap', credential: 2 }, details },
};
const verify: ConnectionCommand = { ...command, kind: 'TellVerified' };
const tellBroken: ConnectionCommand = {
  ...command,
  ...{ kind: 'TellBroken', code: 'certificate-rejected', words: 'expired' },
};
const remove: ConnectionCommand = { ...command, kind: 'DeleteConnection' };

describe('a connection', () => {
  it('is defined once, its place sealed', () => {
    given().when(define).then(defined);
    given(defined).when(define).thenRejected('ConnectionExists');
    given(defined, deleted).when(define).thenRejected('ConnectionExists');
  });

  it.each([edit, verify, tellBroken, remove])('must be there for $kind', (asked) => {
    given().when(asked).thenRejected('ConnectionUnknown');
    given(defined, deleted).when(asked).thenRejected('ConnectionUnknown');
  });

  it('is untested after each edit, with the limits of the edit alone', () => {
    given(defined, verified).when(edit).then(edited);
    expect(fold(defined, verified, edited)).toMatchObject({ status: 'untested', credential: 2 });
    expect(fold(defined, verified, edited)).not.toHaveProperty('mailboxesMax');
  });

  it('is told to work, or to be broken, once', () => {
    given(defined).when(verify).then(verified);
    given(defined, verified).when(verify).then();
    given(defined).when(tellBroken).then(broken);
    given(defined, broken).when(tellBroken).then();
    given(defined, broken).when(verify).then(verified);
    const other: ConnectionCommand = { ...command, kind: 'TellBroken', code: 'host-not-found' };
    given(defined, broken)
      .when(other)
      .then({ type: 'ConnectionBroken', data: { ...fact, code: 'host-not-found' } });
  });

  it('is not broken by what an earlier edition of it did', () => {
    given(defined, edited)
      .when({ ...tellBroken, edition: 1 })
      .then();
    given(defined, edited)
      .when({ ...tellBroken, edition: 2 })
      .then(broken);
    given(defined)
      .when({ ...tellBroken, edition: 1 })
      .then(broken);
  });

  it('is deleted', () => {
    given(defined).when(remove).then(deleted);
  });
});
