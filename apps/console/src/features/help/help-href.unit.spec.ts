import { describe, expect, it } from 'vitest';
import { helpHref } from './help-href.ts';

const from = {
  page: 'how-to/schedule-a-job',
  base: '/t/acme/help',
  known: new Set(['how-to/match-mailboxes', 'reference/filters']),
};

describe('links of the documentation', () => {
  it.each([
    ['match-mailboxes.md', '/t/acme/help/how-to/match-mailboxes'],
    ['../reference/filters.md#folders', '/t/acme/help/reference/filters'],
    ['https://example.org/a', 'https://example.org/a'],
    ['../../libs/kernel/README.md', undefined],
    ['../adr/0001-workspace.md', undefined],
    ['../../../etc/passwd', undefined],
  ])('%s leads to %s', (href, target) => {
    expect(helpHref(href, from)).toBe(target);
  });
});
