import { type Operation, type OperationName, operations } from '@mailhaul/contracts';

export const apiRoot = '/api/v1';

interface Route {
  readonly name: OperationName;
  readonly operation: Operation;
  readonly pattern: RegExp;
}

const routes: readonly Route[] = Object.entries<Operation>(operations).map(([name, operation]) => ({
  name: name as OperationName,
  operation,
  pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`),
}));

/** `/tenants/{tenant}` → `tenants/:tenant`, as the router writes it. */
export function routerPath({ path }: Operation): string {
  return `${apiRoot.slice(1)}${path.replace(/\{(\w+)\}/g, ':$1')}`;
}

/** The methods that a path below the API's root takes; none: there is nothing. */
export function methodsAt(path: string): readonly string[] {
  const methods = routes
    .filter(({ pattern }) => pattern.test(path))
    .map(({ operation }) => operation.method);
  return [...new Set(methods)];
}
