import { describe, expect, it } from 'vitest';
import { TwoSides, lines, message } from './spec-support/two-sides.ts';

const inbox = ['INBOX'];

/** Five items, the third and fourth being twins in all but a flag. Source ids 1–5, target ids 2–6. */
function fiveItems(): TwoSides {
  const sides = new TwoSides();
  sides.fill(inbox, [
    message('one', 100, ['\\Seen']),
    message('second', 200),
    message('twin', 300, ['\\Seen', 'Work']),
    message('twin', 300),
    message('the fifth', 400),
  ]);
  return sides;
}

function targetInbox(sides: TwoSides) {
  return sides.target.ensureFolder(inbox);
}

describe('verifyMailbox', () => {
  it('is Perfect over equal sides, whatever the ids', async () => {
    const report = await fiveItems().verify({ isDeep: true });
    expect(lines(report)).toEqual([]);
    expect(report).toMatchObject({
      grade: 'Perfect',
      itemCount: { source: 5, target: 5 },
      findingsDropped: 0,
      folders: [{ sourcePath: inbox, sourceCount: 5, targetCount: 5, grade: 'Perfect' }],
    });
    expect(report.bytes.source).toBe(report.bytes.target);
  });

  it('is not Perfect by listings alone where the target was seen to alter what it stores, and says why', async () => {
    const report = await fiveItems().verify({ isAltering: true });
    expect(lines(report)).toEqual(['bytes-unproven -→-']);
    expect(report.grade).toBe('Good');
    const deep = await fiveItems().verify({ isAltering: true, isDeep: true });
    expect(deep.grade).toBe('Perfect');
  });

  it('names one deletion', async () => {
    const sides = fiveItems();
    targetInbox(sides).remove(3);
    const report = await sides.verify();
    expect(lines(report)).toEqual(['missing 2→-']);
    expect(report.findings[0]).toMatchObject({ sourcePath: inbox, size: 19, epochSeconds: 200 });
    expect(report.grade).toBe('Poor');
  });

  it('names one deletion among twins, by the twin whose flags are gone', async () => {
    const sides = fiveItems();
    targetInbox(sides).remove(4);
    expect(lines(await sides.verify())).toEqual(['missing 3→-']);
  });

  it.each(['the same date', 'another date'])('names one extra twin of %s', async (which) => {
    const sides = fiveItems();
    targetInbox(sides).add(message('second', which === 'the same date' ? 200 : 201));
    const report = await sides.verify();
    expect(lines(report)).toEqual(['extra-twin -→7']);
    expect(report.grade).toBe('Investigate');
  });

  it('tells a second copy that hides a lost item of equal size and date', async () => {
    const sides = new TwoSides();
    sides.fill(inbox, [message('aaa', 100), message('bbb', 100)]);
    targetInbox(sides).remove(3);
    targetInbox(sides).add(message('aaa', 100));
    expect(lines(await sides.verify())).toEqual(['missing 2→-', 'extra-twin -→4']);
  });

  it('names one flipped byte when deep, and only then', async () => {
    const sides = fiveItems();
    targetInbox(sides).remove(6);
    targetInbox(sides).add(message('the fIfth', 400));
    expect(lines(await sides.verify())).toEqual([]);
    const report = await sides.verify({ isDeep: true });
    expect(lines(report)).toEqual(['bytes-differ 5→7']);
    expect(report.grade).toBe('Investigate');
  });

  it('names one flipped byte among twins without being deep', async () => {
    const sides = fiveItems();
    targetInbox(sides).remove(4);
    targetInbox(sides).add(message('tWin', 300, ['\\Seen', 'Work']));
    expect(lines(await sides.verify())).toEqual(['bytes-differ 3→7']);
  });

  it('names an item that the target rewrote', async () => {
    const sides = fiveItems();
    targetInbox(sides).remove(3);
    targetInbox(sides).add(message('second, with a header more', 200));
    expect(lines(await sides.verify())).toEqual(['bytes-differ 2→7']);
  });

  it('names one changed date and by how much', async () => {
    const sides = fiveItems();
    targetInbox(sides).remove(3);
    targetInbox(sides).add(message('second', 3800));
    const report = await sides.verify();
    expect(lines(report)).toEqual(['date-differs 2→7']);
    expect(report.findings[0]?.detail).toContain('3600 s later');
    expect(report.grade).toBe('Investigate');
  });

  it('names one lost flag', async () => {
    const sides = fiveItems();
    targetInbox(sides).setFlags(2, []);
    const report = await sides.verify();
    expect(lines(report)).toEqual(['flags-differ 1→2']);
    expect(report.grade).toBe('Good');
  });

  it('names one lost keyword among twins once', async () => {
    const sides = fiveItems();
    targetInbox(sides).setFlags(4, ['\\Seen']);
    expect(lines(await sides.verify())).toEqual(['flags-differ 3→4']);
  });

  it('takes flags in any case and order for equal, and \\Recent for none', async () => {
    const sides = fiveItems();
    targetInbox(sides).setFlags(4, ['WORK', '\\Recent', '\\seen']);
    expect((await sides.verify()).grade).toBe('Perfect');
  });

  it('is Good where the target holds mail of its own', async () => {
    const sides = fiveItems();
    targetInbox(sides).add(message('delivered meanwhile', 500));
    const report = await sides.verify();
    expect(lines(report)).toEqual(['extra -→7']);
    expect(report).toMatchObject({ grade: 'Good', folders: [{ sourceCount: 5, targetCount: 6 }] });
  });

  it('leaves out what belongs to a later pass', async () => {
    const sides = fiveItems();
    sides.source.ensureFolder(inbox).add(message('later', 900));
    const report = await sides.verify({
      folders: [{ sourcePath: inbox, targetPath: inbox, belowId: 6 }],
    });
    expect(report).toMatchObject({ grade: 'Perfect', itemCount: { source: 5, target: 5 } });
  });

  it.each([
    ['excluded', 'Good', 'known-absent 2→-'],
    ['collapsed', 'Good', 'known-absent 2→-'],
    ['failed', 'Investigate', 'known-absent 2→-'],
    ['gone', 'Poor', 'missing 2→-'],
  ] as const)('grades an absent item known as %s: %s', async (reason, grade, line) => {
    const sides = fiveItems();
    targetInbox(sides).remove(3);
    const knownAbsent = new Map([[2, reason]]);
    const report = await sides.verify({
      folders: [{ sourcePath: inbox, targetPath: inbox, knownAbsent }],
    });
    expect(lines(report)).toEqual([line]);
    expect(report.grade).toBe(grade);
  });

  it('finds an item all the same that was said to be absent, its required twin first', async () => {
    const sides = new TwoSides();
    sides.fill(inbox, [message('twin', 1), message('twin', 1, ['\\Seen'])]);
    const knownAbsent = new Map([
      [1, 'excluded'],
      [2, 'excluded'],
    ] as const);
    const folders = [{ sourcePath: inbox, targetPath: inbox, knownAbsent }];
    expect((await sides.verify({ folders })).grade).toBe('Perfect');
    targetInbox(sides).remove(2);
    folders[0]!.knownAbsent.delete(1);
    expect(lines(await sides.verify({ folders }))).toEqual([
      'flags-differ 1→3',
      'known-absent 2→-',
    ]);
  });
});
