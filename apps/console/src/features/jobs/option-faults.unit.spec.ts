import { type JobOptions, jobOptionsInputSchema } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { cleanOptions } from './clean-options.ts';
import { optionFaults } from './option-faults.ts';

const optionsOf = (more: Partial<JobOptions>): JobOptions => ({
  ...jobOptionsInputSchema.parse({}),
  ...more,
});

describe('optionFaults', () => {
  it('stand at their fields, in the names that the form has', () => {
    expect(optionFaults(optionsOf({ ageDaysMin: 40, ageDaysMax: 30, itemBytesMax: 0 }))).toEqual({
      ageDaysMax: 'Is not more than “Older than”: no item would be taken',
      itemBytesMax: expect.any(String) as string,
    });
    const { excludeFolders } = optionFaults(optionsOf({ excludeFolders: ['Plans', '#Plans'] }));
    expect(excludeFolders).toMatch(/^Names no well-known folder: they are #Inbox/);
  });

  it('are none of what is sent', () => {
    expect(optionFaults(optionsOf({ excludeFolders: ['', ' #Inbox '], ageDaysMax: 1 }))).toEqual(
      {},
    );
  });
});

describe('cleanOptions', () => {
  it('sends no lines that stayed empty', () => {
    const typed = optionsOf({ includeFolders: ['  '], excludeFolders: [' a b ', ''] });
    const sent = cleanOptions(typed);
    expect(sent).not.toHaveProperty('includeFolders');
    expect(sent.excludeFolders).toEqual(['a b']);
  });
});
