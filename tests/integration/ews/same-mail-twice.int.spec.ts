import { systemClock } from '@mailhaul/kernel';
import type { EwsServerOptions } from '@mailhaul/mail-servers';
import { expect, it } from 'vitest';
import { idsOf, migrated, newState, startExchange } from './stage-of-kinds.ts';
import { writeEveryKind } from './written-by-client.ts';

type Habits = Partial<EwsServerOptions>;

const byElements: Habits = { withoutOperations: ['ExportItems', 'UploadItems'] };
const tellsElementsOnly: Habits = { ...byElements, derivesProperties: false };

/** Source and target that tell the same items in different ways. */
const pairs: readonly (readonly [string, Habits, Habits])[] = [
  ['servers that tell alike', byElements, byElements],
  ['a source that tells begins and names as elements only', tellsElementsOnly, byElements],
  ['a target that tells begins and names as elements only', byElements, tellsElementsOnly],
  [
    'a target that numbers nothing and tells elements only',
    byElements,
    { ...tellsElementsOnly, numbersItems: false },
  ],
  [
    'a target that keeps Message-IDs as a property only',
    byElements,
    { ...byElements, takesMessageIds: false },
  ],
];

it.for(pairs)('two equal mailboxes are one at the target: %s', async ([, ofSource, ofTarget]) => {
  // At one time, so that drafts and posts, which were never sent, are equal too.
  const clock = { ...systemClock, wallMs: () => Date.UTC(2024, 0, 1) };
  const [first, second] = await Promise.all([
    startExchange({ ...ofSource, clock }),
    startExchange({ ...ofSource, clock }),
  ]);
  const target = await startExchange(ofTarget);
  await writeEveryKind(first.service);
  await writeEveryKind(second.service);
  const once = await migrated(first.url(), target.url(), newState());
  expect(once).toMatchObject({ failures: [], verification: { grade: 'Good' } });
  const copies = idsOf(target);
  expect(copies).toHaveLength(idsOf(first).length);
  const again = await migrated(second.url(), target.url(), newState());
  expect(again).toMatchObject({
    failures: [],
    surplusReported: 0,
    verification: { grade: 'Good' },
  });
  expect(idsOf(target)).toEqual(copies);
});
