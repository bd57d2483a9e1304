import { specifyDecider } from '@mailhaul/testing';
import { describe, expect, it } from 'vitest';
import { apiTokensMax, type OperatorCommand, operatorDecider } from './operator.decide.ts';
import type { ApiToken, Operator, OperatorEvent, RoleGrant } from './operator.ts';

const given = specifyDecider<Operator, OperatorCommand, OperatorEvent>(operatorDecider);
const fold = (...events: readonly OperatorEvent[]) =>
  events.reduce(operatorDecider.evolve, operatorDecider.initial());
const fact = { atMs: 5, actor: 'ann' };
const command = { commandId: 'c', ...fact };
const details = { login: 'bob', name: 'Bob' };
const roles: readonly RoleGrant[] = [{ tenant: 'acme', role: 'operator' }];
const token = (tokenId: string): ApiToken => ({ tokenId, hash: 'ff', scopes: ['read'] });

const added: OperatorEvent = { type: 'OperatorAdded', data: { ...fact, roles }, sealed: details };
const passwordSet = (version: number): OperatorEvent => ({
  type: 'PasswordSet',
  data: { ...fact, version, mustChange: true },
});
const issued = (tokenId: string): OperatorEvent => ({
  type: 'ApiTokenIssued',
  data: { ...fact, ...token(tokenId) },
  sealed: { label: 'CI' },
});
const revoked: OperatorEvent = { type: 'ApiTokenRevoked', data: { ...fact, tokenId: 'a' } };
const removed: OperatorEvent = { type: 'OperatorRemoved', data: fact };

const add: OperatorCommand = { ...command, kind: 'AddOperator', details, roles };
const setRoles: OperatorCommand = { ...command, kind: 'SetRoles', roles: [] };
const setPassword = (version: number): OperatorCommand => ({
  ...command,
  ...{ kind: 'SetPassword', version, mustChange: true },
});
const issue: OperatorCommand = { ...command, kind: 'IssueToken', token: token('a'), label: 'CI' };
const revoke: OperatorCommand = { ...command, kind: 'RevokeToken', tokenId: 'a' };
const remove: OperatorCommand = { ...command, kind: 'RemoveOperator' };

describe('an operator', () => {
  it('is added once, the name sealed', () => {
    given().when(add).then(added);
    given(added).when(add).thenRejected('OperatorExists');
    given(added, removed).when(add).thenRejected('OperatorExists');
  });

  it.each([setRoles, setPassword(1), issue, revoke, remove])('must be there for $kind', (asked) => {
    given().when(asked).thenRejected('OperatorUnknown');
    given(added, removed).when(asked).thenRejected('OperatorUnknown');
  });

  it('has the roles that were set last', () => {
    given(added)
      .when(setRoles)
      .then({ type: 'RolesSet', data: { ...fact, roles: [] } });
    expect(fold(added, { type: 'RolesSet', data: { ...fact, roles: [] } })).toMatchObject({
      roles: [],
    });
  });

  it('gets each version of its password once: who comes second is told', () => {
    given(added).when(setPassword(1)).then(passwordSet(1));
    given(added, passwordSet(1)).when(setPassword(1)).thenRejected('PasswordChanged');
    given(added, passwordSet(1)).when(setPassword(2)).then(passwordSet(2));
    expect(fold(added, passwordSet(1))).toMatchObject({
      ...{ passwordVersion: 1, mustChangePassword: true, passwordSetAtMs: 5 },
    });
  });

  it('has tokens up to a bound, and loses those that are revoked', () => {
    given(added).when(issue).then(issued('a'));
    given(added, issued('a')).when(revoke).then(revoked);
    given(added, issued('a'), revoked).when(revoke).thenRejected('TokenUnknown');
    const many = Array.from({ length: apiTokensMax }, (_, n) => issued(`t${n}`));
    given(added, ...many)
      .when(issue)
      .thenRejected('TooManyTokens');
  });

  it('is removed', () => {
    given(added).when(remove).then(removed);
  });
});
