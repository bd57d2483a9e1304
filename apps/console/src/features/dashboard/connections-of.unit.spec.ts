import { describe, expect, it } from 'vitest';
import { connectionsOf } from './connections-of.ts';

const connections = ['New', 'Old', 'Spare', 'Both'].map((name) => ({ id: name, name }));
const jobs = [
  { sourceConnectionId: 'Old', targetConnectionId: 'New' },
  { sourceConnectionId: 'Both', targetConnectionId: 'Both' },
];
const told = (side: 'source' | 'target') =>
  connectionsOf(side, { connections, jobs }).map(
    ({ connection, isUsed }) => connection.name + (isUsed ? '' : ' (in no job)'),
  );

describe('the connections of a side', () => {
  it('are those that jobs use there, and after them those that no job uses', () => {
    expect(told('source')).toEqual(['Both', 'Old', 'Spare (in no job)']);
    expect(told('target')).toEqual(['Both', 'New', 'Spare (in no job)']);
  });

  it('are all where there is no job yet', () => {
    expect(connectionsOf('target', { connections, jobs: [] })).toHaveLength(4);
  });
});
