import { describe, expect, it } from 'vitest';
import { InProcessHub } from './in-process-hub.ts';

/** Far more than a timer of 1 ms needs. */
const talkTurnsMax = 100_000;

describe('in-process hub', () => {
  it('asks the members of a group in turn, also when one leaves', async () => {
    const hub = new InProcessHub();
    const member = (name: string) => ({
      group: 'one',
      answer: ({ reply }: { reply: (text: string) => void }) => {
        reply(name);
      },
    });
    const leaveFirst = hub.serve('s', member('first'));
    hub.serve('s', member('second'));
    hub.serve('s', member('third'));
    const rounds = () => Promise.all(Array.from({ length: 6 }, () => ask(hub, 's')));
    expect(await rounds()).toEqual(['first', 'second', 'third', 'first', 'second', 'third']);
    leaveFirst();
    leaveFirst();
    expect(await rounds()).toEqual(['second', 'third', 'second', 'third', 'second', 'third']);
  });

  it('chooses when it delivers: who left in between is not asked', async () => {
    const hub = new InProcessHub();
    const heard: string[] = [];
    const leave = hub.serve('s', {
      group: 'one',
      answer: ({ reply }) => {
        reply('late');
      },
    });
    const stop = hub.listen('s', (text) => heard.push(text));
    const asking = ask(hub, 's');
    hub.announce('s', 'news');
    leave();
    stop();
    expect(await asking).toBe('unserved');
    expect(heard).toEqual([]);
  });

  it('lets timers run beside a talk without end', async () => {
    const hub = new InProcessHub();
    let isOver = false;
    hub.serve('s', {
      group: 'one',
      answer: ({ reply }) => {
        reply('again');
      },
    });
    setTimeout(() => {
      isOver = true;
    }, 1);
    for (let n = 0; n < talkTurnsMax && !isOver; n += 1) expect(await ask(hub, 's')).toBe('again');
    expect(isOver).toBe(true);
  });
});

function ask(hub: InProcessHub, subject: string): Promise<string> {
  return new Promise((resolve) => {
    hub.request(subject, {
      text: '',
      reply: resolve,
      unserved: () => {
        resolve('unserved');
      },
    });
  });
}
