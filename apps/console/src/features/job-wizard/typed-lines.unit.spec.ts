import { describe, expect, it } from 'vitest';
import { typedMailboxes } from './typed-lines.ts';

describe('typedMailboxes', () => {
  it.each([
    [
      'anna@old anna@new\n\nbert@old, bert@new\n',
      'source,target\nanna@old,anna@new\nbert@old,bert@new\n',
    ],
    ['anna@old -> anna@new', 'source,target\nanna@old,anna@new\n'],
    ['anna@old→anna@new', 'source,target\nanna@old,anna@new\n'],
    ['mary-ann@old;mary-ann@new', 'source,target\nmary-ann@old,mary-ann@new\n'],
    ['anna@old\nbert@old', 'source\nanna@old\nbert@old\n'],
    ['"o\'neill@old', 'source\n"""o\'neill@old"\n'],
  ])('makes lines of a CSV of %j', (text, csv) => {
    expect(typedMailboxes(text)).toMatchObject({ kind: 'csv', csv });
  });

  it('names the line that it cannot take', () => {
    expect(typedMailboxes('a@x a@y\n\nb@x')).toEqual({
      kind: 'fault',
      message: 'Line 3 has no target: give one to each line, or to none',
    });
    expect(typedMailboxes('a@x a@y a@z')).toEqual({
      kind: 'fault',
      message: 'Line 1 names more than a source and a target',
    });
  });

  it('has nothing where nothing is typed', () => {
    expect(typedMailboxes(' \n')).toMatchObject({ kind: 'csv', count: 0 });
  });
});
