import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type KnownMailbox,
  type MailboxCondition,
  selectedBy,
  usualConditions,
} from './mailbox-conditions.ts';
import { previewConditions } from './preview-conditions.ts';

const mailbox = (name: string, more: Partial<KnownMailbox> = {}): KnownMailbox => ({
  ...{ id: `id-${name}`, address: `${name}@old.example`, kind: 'user', groups: [], units: [] },
  ...more,
});
const anna = mailbox('Anna', { groups: ['staff'], units: ['people', 'berlin'] });
const bert = mailbox('bert', { groups: ['staff', 'managers'], units: ['people'] });
const room = mailbox('room', { kind: 'room' });
const folders = mailbox('folders', { kind: 'public' });
const discovery = mailbox('discovery', { kind: 'system' });
const all = [anna, bert, room, folders, discovery];

const include = (condition: object) => ({ effect: 'include', ...condition }) as MailboxCondition;
const exclude = (condition: object) => ({ effect: 'exclude', ...condition }) as MailboxCondition;
const given = (...conditions: readonly MailboxCondition[]) => ({
  takes: (...expected: readonly KnownMailbox[]) => {
    const taken = all.filter((one) => selectedBy(conditions, one).isIn);
    expect(taken).toEqual(expected);
  },
});

describe('given the conditions of a job', () => {
  it('takes all and the public folders, where nobody has touched them', () => {
    given(...usualConditions).takes(anna, bert, room, folders);
    given(include({ by: 'all' })).takes(anna, bert, room);
    given(include({ by: 'public-folders' })).takes(folders);
  });

  it('takes nobody without an inclusion', () => {
    given().takes();
    given(exclude({ by: 'all' })).takes();
  });

  it.each([
    [{ by: 'chosen', ids: ['id-Anna', 'id-discovery', 'id-gone'] }, [anna, discovery]],
    [{ by: 'group', group: 'managers' }, [bert]],
    [{ by: 'unit', unit: 'berlin' }, [anna]],
    [{ by: 'list', addresses: ['ANNA@old.example', 'x@y'] }, [anna]],
    [{ by: 'pattern', pattern: 'a*@OLD.example' }, [anna]],
    [{ by: 'pattern', pattern: '*r*o*@*' }, [room]],
  ])('takes by %j', (condition, expected) => {
    const inOrder = all.filter((one) => expected.includes(one));
    given(include(condition)).takes(...inOrder);
    given(
      ...usualConditions,
      include({ by: 'chosen', ids: ['id-discovery'] }),
      exclude(condition),
    ).takes(...all.filter((one) => !inOrder.includes(one)));
  });

  it('lets an exclusion win, whatever stands behind it', () => {
    given(exclude({ by: 'unit', unit: 'berlin' }), include({ by: 'all' })).takes(bert, room);
    given(
      include({ by: 'group', group: 'staff' }),
      exclude({ by: 'group', group: 'managers' }),
      include({ by: 'chosen', ids: ['id-bert'] }),
    ).takes(anna);
  });

  it('says which condition decided', () => {
    const leaves = exclude({ by: 'unit', unit: 'berlin' });
    const conditions = [...usualConditions, leaves];
    expect(selectedBy(conditions, anna)).toEqual({ isIn: false, condition: leaves });
    expect(selectedBy(conditions, bert)).toEqual({ isIn: true, condition: usualConditions[0] });
    expect(selectedBy(conditions, discovery)).toEqual({ isIn: false });
  });

  it('understands patterns as expressions would', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '@', '.'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 6 });
    fc.assert(
      fc.property(text, pattern, (address, one) => {
        const expression = one
          .split('*')
          .map((piece) => piece.replaceAll('.', '\\.'))
          .join('.*');
        const { isIn } = selectedBy(
          [include({ by: 'pattern', pattern: one })],
          mailbox('x', { address }),
        );
        expect(isIn).toBe(new RegExp(`^${expression}$`).test(address));
      }),
    );
  });
});

describe('when conditions are changed, the preview says', () => {
  const row = (one: KnownMailbox, more: object = {}) => ({
    ...{ pairId: `pair-${one.id}`, address: one.address, mailboxId: one.id },
    ...more,
  });
  const conditions = [include({ by: 'all' }), exclude({ by: 'group', group: 'managers' })];

  it('who enters, stays and leaves, and why', () => {
    const rows = [row(bert), row(folders), row(mailbox('gone')), row(room)];
    expect(previewConditions(conditions, all, rows)).toEqual({
      entering: [anna],
      staying: [{ row: row(room) }],
      leaving: [
        { row: row(bert), reason: 'excluded' },
        { row: row(folders), reason: 'not-included' },
        { row: row(mailbox('gone')), reason: 'gone' },
      ],
    });
  });

  it('who has another address now, and that a new mailbox of the old one is another', () => {
    const renamed = mailbox('Anna', { address: 'anna.married@old.example' });
    const successor = mailbox('Anna2', { address: anna.address });
    const preview = previewConditions(usualConditions, [renamed, successor], [row(anna)]);
    expect(preview).toEqual({
      entering: [successor],
      staying: [{ row: row(anna), renamedTo: renamed.address }],
      leaving: [],
    });
    expect(previewConditions(usualConditions, [successor], [row(anna)]).leaving).toEqual([
      { row: row(anna), reason: 'gone' },
    ]);
  });

  it('by the address of rows that came without an id', () => {
    const typed = row(anna, { mailboxId: undefined, address: 'ANNA@OLD.example' });
    expect(previewConditions(usualConditions, [anna], [typed])).toEqual({
      ...{ entering: [], leaving: [] },
      staying: [{ row: typed }],
    });
  });
});
