import type * as z from 'zod';
import { UsageError } from '../../usage-error.ts';

/** What the API would refuse is refused before it is asked; `optionOf` names the option of a place. @throws UsageError */
export function checkedInput<T extends z.ZodType>(
  schema: T,
  value: unknown,
  optionOf: (place: string) => string,
): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    return `${optionOf(path.map(String).join('.'))}: ${message}`;
  });
  throw new UsageError(faults.join('\n'));
}
