import { describe, expect, it } from 'vitest';
import type { AnswerElement } from '../soap/answer-element.ts';
import type { EwsCaller } from '../soap/ews-caller.ts';
import { BackReader } from './back-reader.ts';
import { ServerFacts } from './server-facts.ts';

function element(name: string, more: Partial<AnswerElement> = {}): AnswerElement {
  return { name, attributes: new Map(), children: [], text: '', body: undefined, ...more };
}

/** Answers when it is told to. */
function readerOf() {
  const asked: { readonly ids: string[]; readonly answer: () => void }[] = [];
  const all: EwsCaller['all'] = (operation) => {
    const ids = [...operation.matchAll(/ItemId Id="(\w+)"/g)].map(([, id]) => id ?? '');
    const { promise, resolve } = Promise.withResolvers<readonly AnswerElement[]>();
    const item = element('t:Message');
    const message = element('m:GetItemResponseMessage', {
      attributes: new Map([['ResponseClass', 'Success']]),
      children: [element('m:Items', { children: [item] })],
    });
    asked.push({ ids, answer: () => resolve(ids.map(() => message)) });
    return promise;
  };
  const caller = { all } as EwsCaller;
  const wait = () => Promise.resolve();
  return { asked, reader: new BackReader({ caller, facts: new ServerFacts(), wait }) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('what is to be read back', () => {
  it('is asked for together when it waited for an answer, and told to whom it belongs', async () => {
    const { asked, reader } = readerOf();
    const wishes = [['a', 'b'], ['c'], ['d', 'e']].map((ids) => reader.read(ids));
    expect(asked.map(({ ids }) => ids)).toEqual([['a', 'b']]);
    asked[0]?.answer();
    await settled();
    expect(asked.map(({ ids }) => ids)).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
    asked[1]?.answer();
    const told = (await Promise.all(wishes)).map((read) => read.map(({ ewsId }) => ewsId));
    expect(told).toEqual([['a', 'b'], ['c'], ['d', 'e']]);
  });

  it('is asked for in requests of bounded size, in its order', async () => {
    const { asked, reader } = readerOf();
    const many = (letter: string) => Array.from({ length: 150 }, (_, n) => `${letter}${n}`);
    const wishes = ['a', 'b', 'c'].map((letter) => reader.read(many(letter)));
    for (let n = 0; n < 3; n += 1) {
      expect(asked).toHaveLength(n + 1);
      expect(asked[n]?.ids).toEqual(many('abc'[n] ?? ''));
      asked[n]?.answer();
      await settled();
    }
    await Promise.all(wishes);
  });
});
