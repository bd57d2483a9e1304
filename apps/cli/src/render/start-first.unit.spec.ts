import { describe, expect, it } from 'vitest';
import type { RunEvent } from './run-events.schema.ts';
import { startFirst } from './start-first.ts';

describe('startFirst', () => {
  it('shows the start before what early connections wait for, and notices at once', () => {
    const shown: string[] = [];
    const renderer = startFirst({
      show: (event) => shown.push(event.event),
      close: () => shown.push('closed'),
    });
    const start: RunEvent = {
      event: 'run-started',
      version: '1',
      command: 'migrate',
      state: null,
      isDryRun: false,
      mailboxes: [],
    };
    renderer.show({ event: 'waiting', mailbox: 0, reason: 'reconnecting', until: null });
    renderer.show({ event: 'notice', level: 'warning', message: 'said at once' });
    expect(shown).toEqual(['notice']);
    renderer.show(start);
    renderer.show({ event: 'resumed', mailbox: 0 });
    renderer.close();
    expect(shown).toEqual(['notice', 'run-started', 'waiting', 'resumed', 'closed']);
  });
});
