import { expect, it } from 'vitest';
import * as z from 'zod';
import { faultsOf } from './parse-input.ts';

const schema = z.strictObject({
  name: z.string().min(1).max(5),
  count: z.int().min(1).max(9),
  list: z.array(z.string()).min(1).max(2),
  kind: z.enum(['one', 'two']),
  id: z.uuid(),
  own: z.string().refine(() => false, 'holds a blank'),
  side: z.union([z.strictObject({ ids: z.array(z.uuid()) }), z.strictObject({ all: z.boolean() })]),
});
const good = { name: 'a', count: 1, list: ['a'], kind: 'one', id: '', own: '', side: {} };

it.each([
  [{ name: undefined }, 'name', 'is missing'],
  [{ name: 7 }, 'name', 'is no text'],
  [{ name: '' }, 'name', 'must not be empty'],
  [{ name: 'abcdef' }, 'name', 'has 5 characters at most'],
  [{ count: 0 }, 'count', 'is less than 1'],
  [{ count: 10 }, 'count', 'is more than 9'],
  [{ count: 1.5 }, 'count', 'is no whole number'],
  [{ list: [] }, 'list', 'must not be empty'],
  [{ list: ['a', 'b', 'c'] }, 'list', 'has 2 entries at most'],
  [{ kind: 'three' }, 'kind', 'is none of one, two'],
  [{ id: 'x' }, 'id', 'is no id'],
  [{ own: 'a b' }, 'own', 'holds a blank'],
  [{ nmae: 'x' }, 'body', 'has what is not known here: nmae'],
  [{ side: { ids: ['x'] } }, 'side.ids.0', 'is no id'],
])('says plainly what is wrong: %j', (wrong, place, message) => {
  const result = schema.safeParse({ ...good, ...wrong });
  expect(faultsOf(result.error as z.ZodError)).toContainEqual({ place, message });
});
