import { describe, expect, it } from 'vitest';
import { listenForStop } from './stop-signals.ts';

describe('stop signals', () => {
  it('asks for an end in good order first, then ends now; an echo of the first is not the second', () => {
    let nowMs = 0;
    const calls: string[] = [];
    const signals = listenForStop({
      first: () => calls.push('first'),
      second: () => calls.push('second'),
      nowMs: () => nowMs,
    });
    process.emit('SIGINT');
    expect(signals.stop.aborted).toBe(true);
    nowMs = 10;
    process.emit('SIGTERM');
    expect(calls).toEqual(['first']);
    nowMs = 500;
    process.emit('SIGINT');
    expect(calls).toEqual(['first', 'second']);
    signals.release();
    expect(process.listenerCount('SIGHUP')).toBe(0);
  });
});
