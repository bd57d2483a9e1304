import { type Connection, pairInputSchema } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import {
  faultsByField,
  faultsStanding,
  isOtherMailbox,
  pairDraftFaults,
  pairDraftOf,
  pairInputOf,
  secretNote,
} from './pair-draft.ts';
import { pairOf } from '../../spec-support/pair-of.ts';

const pair = pairOf({ sourceUser: 'anna', externalId: 'row-7', hasSourcePassword: true });
const draft = pairDraftOf(pair);

describe('form of a mailbox', () => {
  it('sends all that is to stay, and no password that was not typed', () => {
    const input = pairInputOf(draft, pair);
    expect(input).toEqual({
      ...{ externalId: 'row-7', source: 'anna@old', target: 'anna@new' },
      ...{ sourceUser: 'anna', priority: 1 },
    });
    expect(pairInputSchema.parse(input)).toEqual(input);
  });

  it('sends a password as it was typed, blanks and all', () => {
    const input = pairInputOf({ ...draft, sourcePassword: ' p w ' }, pair);
    expect(input.sourcePassword).toBe(' p w ');
    expect(input).not.toHaveProperty('targetPassword');
  });

  it('sends what a mailbox is, once it is said; an archive has another history', () => {
    const archive = { ...draft, targetKind: 'archive' } as const;
    expect(pairInputOf(archive, pair)).toMatchObject({ targetKind: 'archive' });
    expect(isOtherMailbox(pair, archive)).toBe(true);
    expect(isOtherMailbox(pair, { ...draft, targetKind: 'shared' })).toBe(false);
  });

  it('takes a user name away that was emptied', () => {
    expect(pairInputOf({ ...draft, sourceUser: ' ' }, pair)).not.toHaveProperty('sourceUser');
  });

  it.each([
    [{ source: ' ' }, 'source'],
    [{ target: 'a b@new' }, 'target'],
    [{ targetUser: 'x'.repeat(321) }, 'targetUser'],
  ] as const)('says at the field what is wrong with %j', (changes, field) => {
    expect(Object.keys(pairDraftFaults({ ...draft, ...changes }, pair))).toEqual([field]);
    expect(pairDraftFaults(draft, pair)).toEqual({});
  });

  it('puts what the API refused at its field until that is changed', () => {
    const found = [
      { place: 'target', message: 'is another pair’s' },
      { place: 'externalId', message: 'is another pair’s' },
    ];
    const faults = faultsByField(found, draft);
    expect(faults).toEqual({ target: 'Is another pair’s' });
    expect(faultsStanding(faults, draft, { ...draft, source: 'x' })).toEqual(faults);
    expect(faultsStanding(faults, draft, { ...draft, target: 'x' })).toEqual({});
  });

  it('tells another mailbox from another user', () => {
    expect(isOtherMailbox(pair, { ...draft, sourceUser: 'b', sourcePassword: 'p' })).toBe(false);
    expect(isOtherMailbox(pair, { ...draft, source: ' anna@old ' })).toBe(false);
    expect(isOtherMailbox(pair, { ...draft, target: 'anna@newer' })).toBe(true);
  });
});

describe('what is said of a password or a token', () => {
  const own = { signIn: 'mailbox' } as Connection;
  const note = (side: 'source' | 'target', changes = {}, connection = own) =>
    secretNote(side, { pair, draft: { ...draft, ...changes }, connection });

  it('is whether one is saved', () => {
    expect(note('source')).toBe('Unchanged unless you type');
    expect(note('target')).toBe('None is saved');
  });

  it('is that it was another’s, when another signs in', () => {
    expect(note('source', { sourceUser: 'berta' })).toMatch('another signs in');
    expect(note('source', { source: 'berta@old' })).toMatch('another signs in');
  });

  it('is who signs in instead', () => {
    expect(note('source', {}, { signIn: 'admin' } as Connection)).toMatch('one account');
    const oauth = { endpoint: 'google' as const };
    const byTokens = { ...own, oauth };
    expect(note('source', {}, byTokens)).toBe('Unchanged unless you type');
    expect(note('target', {}, byTokens)).toMatch('the connection’s is used');
  });
});
