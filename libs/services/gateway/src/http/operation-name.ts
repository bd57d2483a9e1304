import 'reflect-metadata';
import type { OperationName } from '@mailhaul/contracts';
import { assert } from '@mailhaul/kernel';

export const operationNameKey = 'mailhaul:operation';

export function operationNameOf(handler: object): OperationName {
  const name = Reflect.getMetadata(operationNameKey, handler) as OperationName | undefined;
  assert(name !== undefined, 'the handler serves an operation');
  return name;
}

/** What controllers serve; for proving that it is everything. */
export function servedBy(controllers: readonly (new (...args: never[]) => object)[]): string[] {
  return controllers.flatMap(({ prototype }) => {
    const handlers = Object.getOwnPropertyNames(prototype).map(
      (key) => (prototype as Record<string, unknown>)[key],
    );
    return handlers.flatMap((handler) => {
      const name: unknown =
        typeof handler === 'function' ? Reflect.getMetadata(operationNameKey, handler) : undefined;
      return typeof name === 'string' ? [name] : [];
    });
  });
}
