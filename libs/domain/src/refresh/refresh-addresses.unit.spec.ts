import { describe, expect, it } from 'vitest';
import {
  type AskedTarget,
  DirectoryList,
  type ListedMailbox,
  refreshSource,
  refreshTarget,
} from './refresh-addresses.ts';

const ann: ListedMailbox = { id: 'objectGUID:1', address: 'Anna@new', aliases: ['ann@old'] };
const bob: ListedMailbox = { id: 'objectGUID:2', address: 'bob@old', aliases: ['sales@old'] };
const cid: ListedMailbox = { id: 'objectGUID:3', address: 'cid@old', aliases: ['sales@old'] };
const directory = new DirectoryList([ann, bob, cid]);

describe('a source mailbox', () => {
  it.each([
    ['of a known id, under another address', { address: 'ann@old', id: 'objectGUID:1' }],
    [
      'that nobody knows by an id, and that keeps its address as another one',
      { address: 'ANN@old' },
    ],
    ['of a name, which is no stable id', { address: 'ann@old', id: 'dn:cn=ann' }],
    ['of the id of another kind of directory', { address: 'ann@old', id: 'entryUUID:1' }],
  ])('%s: refreshed', (_, asked) => {
    expect(refreshSource(asked, directory)).toEqual({
      ...{ result: 'refreshed', address: 'Anna@new', id: 'objectGUID:1' },
    });
  });

  it.each([
    { address: 'bob@old', id: 'objectGUID:2' },
    { address: 'BOB@old' },
    { address: 'bob@old', id: 'entryUUID:9' },
  ])('%j: not changed', (asked) => {
    expect(refreshSource(asked, directory)).toEqual({ result: 'not-changed', id: 'objectGUID:2' });
  });

  it.each([
    [{ address: 'eve@old', id: 'objectGUID:9' }, 'gone'],
    [{ address: 'eve@old' }, 'gone'],
    // Its address was given to somebody else.
    [{ address: 'bob@old', id: 'objectGUID:9' }, 'replaced'],
    [{ address: 'sales@old' }, 'ambiguous'],
  ] as const)('%j: missing (%s)', (asked, because) => {
    expect(refreshSource(asked, directory)).toEqual({ result: 'missing', because });
  });
});

describe('a target mailbox', () => {
  it.each<[AskedTarget, object]>([
    [
      { address: 'ann@old', matchedBy: 'picked' },
      { result: 'refreshed', address: 'Anna@new' },
    ],
    [{ address: 'x@old', id: 'objectGUID:1', matchedBy: 'pattern' }, { result: 'refreshed' }],
    [{ address: 'bob@old', matchedBy: 'automatic' }, { result: 'not-changed' }],
    [
      { address: 'eve@old', matchedBy: 'automatic' },
      { result: 'missing', because: 'gone' },
    ],
    [
      { address: 'bob@old', id: 'objectGUID:8' },
      { result: 'missing', because: 'replaced' },
    ],
    [{ address: 'eve@old', matchedBy: 'typed' }, { result: 'typed' }],
    [
      { address: 'ann@old', matchedBy: 'typed' },
      { result: 'typed', found: 'Anna@new' },
    ],
    [
      { address: 'bob@old', matchedBy: 'pattern' },
      { result: 'typed', found: 'bob@old' },
    ],
    [{ address: 'bob@old' }, { result: 'typed', found: 'bob@old' }],
    [{ address: 'eve@old', isToBeCreated: true }, { result: 'not-created' }],
  ])('%j: %j', (asked, result) => {
    expect(refreshTarget(asked, directory)).toMatchObject(result);
  });
});
