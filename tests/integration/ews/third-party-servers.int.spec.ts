import { type EwsDialect, ewsDialects } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { idsOf, migrated, newState, read, startExchange } from './stage-of-kinds.ts';
import { writeEveryKind } from './written-by-client.ts';

const names = [
  ...['says namespaces at each element', 'breaks lines and indents', 'puts comments between'],
  ...['writes text as CDATA', 'says null of what is not there'],
  ...['answers in another order', 'gives no ids of what it made', 'tells no parents of folders'],
  ...['tells times with an offset', 'counts nothing', 'speaks SOAP 1.2'],
] as (keyof typeof ewsDialects)[];

const noStreams = { withoutOperations: ['ExportItems', 'UploadItems'] };

/** The independent client speaks with the server as it is: only we are answered in the dialect. */
function switched({ type = 'text/xml; charset=utf-8', write }: EwsDialect) {
  const mood = { isOn: false };
  const dialect: EwsDialect = {
    get type() {
      return mood.isOn ? type : 'text/xml; charset=utf-8';
    },
    write: (answer) => (mood.isOn ? write(answer) : answer),
  };
  return { mood, dialect };
}

describe.for(names)('source and target that %s', (name) => {
  it('hold every kind of item once afterwards', { timeout: 120_000 }, async () => {
    const { mood, dialect } = switched(ewsDialects[name]);
    const options = { ...noStreams, dialect };
    const [source, target] = [await startExchange(options), await startExchange(options)];
    await writeEveryKind(source.service);
    const before = await read(source);
    for (const state of [newState(), newState()]) {
      mood.isOn = true;
      const end = await migrated(source.url(), target.url(), state);
      mood.isOn = false;
      expect(end).toMatchObject({ end: 'completed', failures: [], exclusions: [] });
      expect(await read(target)).toEqual(before);
      expect(end.verification?.grade).toBe('Good');
    }
    expect(idsOf(target)).toHaveLength(idsOf(source).length);
  });
});

describe.for(['asked', 'refused'] as const)('field names that are %s', (habit) => {
  it('lose nothing of any kind', { timeout: 120_000 }, async () => {
    let isOn = false;
    const options = { ...noStreams, fieldNames: () => (isOn ? habit : 'usual') } as const;
    const [source, target] = [await startExchange(options), await startExchange(noStreams)];
    await writeEveryKind(source.service);
    const before = await read(source);
    isOn = true;
    const end = await migrated(source.url(), target.url(), newState());
    expect(end).toMatchObject({ end: 'completed', failures: [], exclusions: [] });
    expect(await read(target)).toEqual(before);
  });
});
